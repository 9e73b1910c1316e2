using Bench.Harness.Examinations;
using Bench.Harness.Measure;
using Bench.Harness.Time;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Examinations;

/// <summary>A machine made of files in a folder, on which time passes at once and may change them.</summary>
internal sealed class FakeMachine : Machine, IDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly int _cores;

    private FakeMachine(TemporaryFolder folder, int cores)
        : base(Clock.System, new MachineFiles(folder.Path))
    {
        _folder = folder;
        _cores = cores;
    }

    public override int Cores => _cores;

    /// <summary>What a while of rest or work changes.</summary>
    public Action? Meanwhile { get; set; }

    public static FakeMachine Of(int cores, params (string Path, string Text)[] files)
    {
        var machine = new FakeMachine(new TemporaryFolder(), cores);
        foreach ((string path, string text) in files)
        {
            machine.Write(path, text);
        }
        return machine;
    }

    public void Write(string path, string text)
    {
        string full = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public override Task RestAsync(TimeSpan time, CancellationToken cancellation) => PassAsync();

    public override Task WorkAsync(TimeSpan time, CancellationToken cancellation) => PassAsync();

    public void Dispose() => _folder.Dispose();

    private Task PassAsync()
    {
        Meanwhile?.Invoke();
        return Task.CompletedTask;
    }
}
