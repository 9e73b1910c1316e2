using Bench.Harness.Measure;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>What every bench server serves beside its scenarios, on connections of its own: its figures.</summary>
public interface IServerControl
{
    /// <summary>What the server's process has used and handled so far.</summary>
    ValueTask<ServerSnapshot> SnapshotAsync(SnapshotRequest request, CancellationToken cancellation);
}

/// <summary>Asks for a snapshot.</summary>
/// <param name="PausesSinceNs">From when on pauses are wanted, on the server's clock; null for none.</param>
public sealed record SnapshotRequest(long? PausesSinceNs = null);

/// <summary>What a server has done so far.</summary>
/// <param name="Process">What its process has used.</param>
/// <param name="Handled">Scenario calls handled.</param>
/// <param name="Failed">Scenario calls answered with an error.</param>
/// <param name="StartedNs">When it started to serve, on its own clock: another one at the same endpoint has another.</param>
/// <param name="Pauses">Stretches in which its process did not run, on its own clock; null if they were not asked for.</param>
public sealed record ServerSnapshot(ProcessSnapshot Process, long Handled, long Failed, long StartedNs, IReadOnlyList<Pause>? Pauses = null);

/// <summary>Answers for a server.</summary>
/// <param name="handled">Scenario calls handled so far.</param>
/// <param name="failed">Scenario calls answered with an error so far.</param>
/// <param name="watchdog">Knows the pauses.</param>
/// <param name="clock">The time source.</param>
internal sealed class ServerControl(Func<long> handled, Func<long> failed, PauseWatchdog watchdog, Clock clock) : IServerControl
{
    private readonly long _startedNs = clock.NowNs;

    public ValueTask<ServerSnapshot> SnapshotAsync(SnapshotRequest request, CancellationToken cancellation) => new(new ServerSnapshot(
        ProcessSnapshot.Take(clock),
        handled(),
        failed(),
        _startedNs,
        request.PausesSinceNs is long sinceNs ? watchdog.Between(sinceNs, long.MaxValue) : null));
}
