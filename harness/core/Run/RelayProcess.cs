using System.Globalization;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>The links of one launch, in a process of their own, so that what they cost is neither the client's nor the server's.</summary>
internal sealed class RelayProcess : IAsyncDisposable
{

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;
    private readonly SemaphoreSlim _oneAtATime = new(1);

    private RelayProcess(ChildProcess process) => _process = process;

    /// <summary>Where clients find the servers.</summary>
    public IReadOnlyList<string> Endpoints { get; private set; } = [];

    /// <summary>Starts the links of a cell.</summary>
    /// <param name="cell">Whose link.</param>
    /// <param name="seed">Decides on jitter, stalls and whom faults meet.</param>
    /// <param name="servers">The servers, and where the links before them are to listen.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The links, ready; null if stopped meanwhile.</returns>
    /// <exception cref="LaunchException">They did not start.</exception>
    public static async Task<RelayProcess?> StartAsync(Cell cell, ulong seed, IReadOnlyList<RelayedServer> servers, CancellationToken stop)
    {
        var relay = new RelayProcess(ChildProcess.Start(
            [ProcessLauncher.RelayVerb, "--link", cell.Link.ToString(), "--seed", seed.ToString(CultureInfo.InvariantCulture)], ChildSettings.Environment));
        RelayAnswer? answer = await relay.AskAsync(new RelayOrder(Relay: servers), stop).ConfigureAwait(false);
        if (answer?.Endpoints is { } endpoints)
        {
            relay.Endpoints = endpoints;
            return relay;
        }
        await using (relay.ConfigureAwait(false))
        {
            return stop.IsCancellationRequested
                ? null
                : throw new LaunchException($"the relay process did not start ({answer?.Failure ?? await relay._process.DescribeEndAsync().ConfigureAwait(false)})");
        }
    }

    /// <summary>Makes something go wrong on every link.</summary>
    /// <returns>What came of it.</returns>
    public async Task<string> ApplyAsync(string fault, CancellationToken stop) =>
        await AskAsync(new RelayOrder(Fault: fault), stop).ConfigureAwait(false) switch
        {
            { Failure: string failure } => failure,
            { Connections: 1 } => "1 connection met",
            { Connections: int many } => string.Create(CultureInfo.InvariantCulture, $"{many} connections met"),
            _ => "the relay process did not answer",
        };

    /// <summary>What the links have done so far; null if they don't answer.</summary>
    public async Task<RelayRound?> CountAsync(CancellationToken stop) =>
        (await AskAsync(new RelayOrder(Count: true), stop).ConfigureAwait(false))?.Counters;

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync().ConfigureAwait(false);
        _oneAtATime.Dispose();
    }

    private async Task<RelayAnswer?> AskAsync(RelayOrder order, CancellationToken stop)
    {
        await _oneAtATime.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            await _process.WriteLineAsync(LaunchJson.ToLine(order)).ConfigureAwait(false);
            string? line = await _process.ReadLineAsync(AnswerTimeout, stop).ConfigureAwait(false);
            return line is null ? null : LaunchJson.FromLine<RelayAnswer>(line);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }
}
