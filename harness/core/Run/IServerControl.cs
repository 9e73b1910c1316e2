using Bench.Harness.Calls;
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
public sealed record SnapshotRequest;

/// <summary>What a server has done so far.</summary>
/// <param name="Process">What its process has used.</param>
/// <param name="Handled">Scenario calls handled.</param>
/// <param name="StartedNs">When it started, ns of the clock: a server that was started anew counts from 0.</param>
public sealed record ServerSnapshot(ProcessSnapshot Process, long Handled, long StartedNs);

/// <summary>Answers for a server.</summary>
internal sealed class ServerControl(Func<RpcServer> server, Clock clock) : IServerControl
{
    private readonly long _startedNs = clock.NowNs;

    public ValueTask<ServerSnapshot> SnapshotAsync(SnapshotRequest request, CancellationToken cancellation) =>
        new(new ServerSnapshot(ProcessSnapshot.Take(clock), server().Handled, _startedNs));
}
