using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Measure;
using Bench.Harness.Outcome;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>One server of a launch: asked for its figures, and remembered for its pauses and for how its clock stands to ours.</summary>
internal sealed class WatchedServer(Endpoint endpoint, ICarrier carrier, PlugCatalog plugs, TimeSpan patience, Clock clock) : IAsyncDisposable
{
    private readonly RpcClient _client = BenchServer.Control(endpoint, carrier, plugs, patience);
    private readonly Lock _gate = new();
    private long? _pausesSinceNs;
    private long _leastRoundTripNs = long.MaxValue;
    private long _aheadNs;
    private IReadOnlyList<Pause> _pauses = [];

    /// <summary>What it has used and handled; null, with the outcome that says why, if it did not answer.</summary>
    public async Task<(ServerSnapshot? Snapshot, CallOutcome Outcome)> AskAsync()
    {
        long? sinceNs;
        lock (_gate)
        {
            sinceNs = _pausesSinceNs;
        }
        var scope = new CallScope();
        long askedNs = clock.NowNs;
        ServerSnapshot? snapshot = await _client.CreateClient<IServerControl>(scope)
            .SnapshotAsync(new SnapshotRequest(sinceNs), CancellationToken.None).ConfigureAwait(false);
        if (!scope.Outcome.IsOk || snapshot is null)
        {
            return (null, scope.Outcome);
        }
        Note(snapshot, askedNs, clock.NowNs);
        return (snapshot, scope.Outcome);
    }

    /// <summary>The pauses it told of that overlap a stretch of our clock, on our clock.</summary>
    public IEnumerable<Pause> PausesBetween(long fromNs, long toNs)
    {
        lock (_gate)
        {
            return [.. _pauses.Select(p => p with { StartNs = p.StartNs - _aheadNs }).Where(p => p.StartNs < toNs && p.EndNs > fromNs)];
        }
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    /// <summary>
    /// The server read its clock somewhere between question and answer: half-way is wrong by half the time between at most, so that the
    /// quickest answer tells best. On one machine the clocks are the same, and the difference found is next to nothing.
    /// </summary>
    private void Note(ServerSnapshot snapshot, long askedNs, long answeredNs)
    {
        lock (_gate)
        {
            _pausesSinceNs ??= snapshot.Process.AtNs;
            _pauses = snapshot.Pauses ?? _pauses;
            if (answeredNs - askedNs < _leastRoundTripNs)
            {
                _leastRoundTripNs = answeredNs - askedNs;
                _aheadNs = snapshot.Process.AtNs - askedNs - (_leastRoundTripNs / 2);
            }
        }
    }
}
