using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace Bench.Harness.Run;

/// <summary>A process of our own program, or of another build of it: lines in, lines out, and an end that is seen to.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(8);
    private const int ErrorLines = 8;

    private readonly Process _process;
    private bool _disposed;
    private readonly Queue<string> _errors = new();

    private ChildProcess(Process process)
    {
        _process = process;
        Exited = WaitAsync();
    }

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exited { get; }

    /// <summary>Starts this program once more.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="settings">Environment variables to set.</param>
    /// <param name="cores">Cores it may use; null for all of this process.</param>
    public static ChildProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> settings, IReadOnlyList<int>? cores = null)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("the path of this program is unknown");
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return Start(program, isHost ? arguments.Prepend(Assembly.GetEntryAssembly()!.Location) : arguments, settings, cores);
    }

    /// <summary>Starts another program that speaks in lines.</summary>
    /// <param name="program">Its file, or its name on the path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="settings">Environment variables to set.</param>
    /// <param name="cores">Cores it may use; null for all of this process.</param>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> settings, IReadOnlyList<int>? cores = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }
        Process process = cores is null ? Process.Start(start)! : ThreadCores.On(cores, () => Process.Start(start)!);
        var child = new ChildProcess(process);
        process.ErrorDataReceived += (_, line) => child.KeepError(line.Data);
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Its number at the operating system.</summary>
    public int Id => _process.Id;

    /// <summary>The next line of its standard output; null at its end, after the time, and when stopped.</summary>
    public async Task<string?> ReadLineAsync(TimeSpan timeout, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(timeout);
        try
        {
            return await ReadLineAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>The next line of its standard output; null at its end.</summary>
    public ValueTask<string?> ReadLineAsync(CancellationToken cancellation) => _process.StandardOutput.ReadLineAsync(cancellation);

    /// <summary>Writes a line to its standard input; a child that is gone no longer reads it.</summary>
    public async Task WriteLineAsync(string line)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It has ended; Exited says how.
        }
    }

    /// <summary>How it ended, in words; waits for its end.</summary>
    public async Task<string> DescribeEndAsync()
    {
        await EndAsync().ConfigureAwait(false);
        int code = await Exited.ConfigureAwait(false);
        string how = code > 128 ? $"killed by signal {code - 128}" : $"exit code {code}";
        lock (_errors)
        {
            return _errors.Count == 0 ? how : $"{how}: {string.Join(" | ", _errors)}";
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        await EndAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    /// <summary>Closes its standard input, which asks it to end.</summary>
    public void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended before.
        }
    }

    /// <summary>Asks it to end; after a while kills it.</summary>
    private async Task EndAsync()
    {
        CloseInput();
        if (await Task.WhenAny(Exited, Task.Delay(EndTimeout)).ConfigureAwait(false) != Exited)
        {
            _process.Kill(entireProcessTree: true);
        }
        await Exited.ConfigureAwait(false);
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        return _process.ExitCode;
    }

    private void KeepError(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }
        lock (_errors)
        {
            if (_errors.Count == ErrorLines)
            {
                _errors.Dequeue();
            }
            _errors.Enqueue(line.Trim());
        }
    }
}
