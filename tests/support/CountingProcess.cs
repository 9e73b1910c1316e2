using System.Diagnostics;
using System.Text;
using Bench.Harness.Calls;
using Bench.Harness.Run;

namespace Bench.Tests.Support;

/// <summary>The program <c>tests/allocations</c>, one line in, one line out, with the settings of the runtime that <c>run</c> gives its processes.</summary>
internal sealed class CountingProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _error = new();

    private CountingProcess(Process process) => _process = process;

    /// <summary>Starts it.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="io">Who waits for the bytes of its connections.</param>
    /// <param name="args">What it is to do.</param>
    public static CountingProcess Start(string program, IoMode io, params string[] args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in ChildSettings.EnvironmentOf(io))
        {
            start.Environment[name] = value;
        }
        var counting = new CountingProcess(new Process { StartInfo = start });
        counting._process.ErrorDataReceived += (_, line) => counting._error.AppendLine(line.Data);
        counting._process.Start();
        counting._process.BeginErrorReadLine();
        return counting;
    }

    public async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException($"it ended: {_error}");

    public async Task WriteAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    public async Task<string> AskAsync(string line)
    {
        await WriteAsync(line);
        return await ReadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
