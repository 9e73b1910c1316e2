namespace Bench.Harness.Run;

/// <summary>A server in a process of its own, started with <c>serve</c>, that ends with the coordinating process.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;
    private bool _paused;

    private ServerProcess(ChildProcess process, string endpoint, string? control)
    {
        _process = process;
        Endpoint = endpoint;
        Control = control ?? endpoint;
    }

    /// <summary>Where it listens.</summary>
    public string Endpoint { get; }

    /// <summary>Where it is asked about itself: the same, unless it is a stack's.</summary>
    public string Control { get; }

    /// <summary>Completes when it has ended, by itself or through a fault.</summary>
    public Task Exited => _process.Exited;

    /// <summary>Whether its end was asked for.</summary>
    public bool IsEndExpected { get; private set; }

    /// <summary>Starts a server for a cell.</summary>
    /// <param name="cell">What it serves.</param>
    /// <param name="endpoint">Where it is to listen.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The server, ready; null if stopped meanwhile.</returns>
    /// <exception cref="LaunchException">It did not start.</exception>
    public static async Task<ServerProcess?> StartAsync(Cell cell, string endpoint, CancellationToken stop)
    {
        var process = ChildProcess.Start(
            [
                "serve", ProcessLauncher.OwnedOption, "--endpoint", endpoint, "--transports", cell.Transport.Name,
                "--codecs", cell.Codec.Name, "--scenarios", cell.Scenario.Name, "--binding", cell.Binding.Name, "--io", PlanNumbers.Spelled(cell.Io),
            ],
            ChildSettings.EnvironmentOf(cell.Io),
            cell.Settings.Pin?.Servers);
        string? line = await process.ReadLineAsync(StartTimeout, stop).ConfigureAwait(false);
        string? control = After(ProcessLauncher.ControlPrefix, line);
        if (control is not null)
        {
            line = await process.ReadLineAsync(StartTimeout, stop).ConfigureAwait(false);
        }
        if (After(ProcessLauncher.ListeningPrefix, line) is string listening)
        {
            return new ServerProcess(process, listening, control);
        }
        await using (process.ConfigureAwait(false))
        {
            return stop.IsCancellationRequested
                ? null
                : throw new LaunchException($"the server process did not start ({await process.DescribeEndAsync().ConfigureAwait(false)})");
        }
    }

    /// <summary>Makes it register itself, and waits for that.</summary>
    /// <returns>When it asked the directory, ns of the clock; 0 if stopped meanwhile.</returns>
    /// <exception cref="LaunchException">It can't.</exception>
    public async Task<long> RegisterAsync(RegistrationOrder order, CancellationToken stop)
    {
        ServerAnswer? answer = await AskAsync(new ServerOrder(Register: order), stop).ConfigureAwait(false);
        return answer?.AskedNs
            ?? (stop.IsCancellationRequested ? 0 : throw new LaunchException(
                $"provider {order.Id} could not register at {order.Directory}: {answer?.Failure ?? await _process.DescribeEndAsync().ConfigureAwait(false)}"));
    }

    /// <summary>Makes it fail a share of the requests. False if it does not answer.</summary>
    public async Task<bool> FailAsync(FailureOrder order, CancellationToken stop) =>
        await AskAsync(new ServerOrder(Fail: order), stop).ConfigureAwait(false) is { Failure: null };

    /// <summary>Ends it at once. False if it had ended before.</summary>
    public bool Kill()
    {
        IsEndExpected = true;
        return ProcessSignal.End(_process.Id);
    }

    /// <summary>Asks it to deregister, finish its calls and end.</summary>
    public void Stop()
    {
        IsEndExpected = true;
        _process.CloseInput();
    }

    /// <summary>Halts it. False if it has ended.</summary>
    public bool Pause() => _paused = ProcessSignal.Pause(_process.Id);

    /// <summary>Lets it go on. False if it has ended.</summary>
    public bool Resume()
    {
        _paused = false;
        return ProcessSignal.Resume(_process.Id);
    }

    /// <summary>How it ended, in words; waits for its end.</summary>
    public Task<string> DescribeEndAsync() => _process.DescribeEndAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_paused)
        {
            Resume();
        }
        await _process.DisposeAsync().ConfigureAwait(false);
    }

    private static string? After(string prefix, string? line) => line?.StartsWith(prefix, StringComparison.Ordinal) == true ? line[prefix.Length..] : null;

    /// <returns>Its answer; null if there is none.</returns>
    private async Task<ServerAnswer?> AskAsync(ServerOrder order, CancellationToken stop)
    {
        await _process.WriteLineAsync(LaunchJson.ToLine(order)).ConfigureAwait(false);
        string? line = await _process.ReadLineAsync(AnswerTimeout, stop).ConfigureAwait(false);
        return line is null ? null : LaunchJson.FromLine<ServerAnswer>(line);
    }
}
