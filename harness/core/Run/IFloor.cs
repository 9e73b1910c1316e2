using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Load;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>
/// Bare sockets and messages of one size, without framing, dispatch or codec: what a strategy can at best come near to. It drives its closed load itself, as the
/// common pipeline is what it does without. Measured like everything else; its cells are no candidates.
/// </summary>
public interface IFloor : IServedTransport
{
    /// <summary>Name of the strategy whose floor it is, over the same carrier.</summary>
    string Strategy { get; }

    /// <summary>Whether it is the floor of connections with threads of their own alone (<see cref="IoMode.Threads"/>).</summary>
    bool IsForThreads => false;

    /// <summary>Most workers of a load that it drives.</summary>
    int MaxWorkers { get; }

    /// <summary>Opens connections, runs a load over them, and closes them.</summary>
    /// <param name="target">What to call.</param>
    /// <param name="options">The load: closed, of one kind of calls, without time to think, at most <see cref="MaxWorkers"/>.</param>
    /// <param name="observer">Told about the course; null for nobody.</param>
    /// <param name="stop">Ends the window now.</param>
    /// <returns>What was measured; calls that fail are in it.</returns>
    /// <exception cref="ConnectException">A connection that outlives its calls can't be opened.</exception>
    Task<LoadResult> DriveAsync(FloorTarget target, LoadOptions options, ILoadObserver? observer, CancellationToken stop);
}

/// <summary>What a floor calls.</summary>
/// <param name="Endpoint">Where the server listens.</param>
/// <param name="Carrier">What carries the bytes; one that the floor runs over.</param>
/// <param name="RequestBytes">Size of every request, 1 and up.</param>
/// <param name="ReplyBytes">Size of every reply, 1 and up.</param>
/// <param name="Statistics">Counts connections and bytes.</param>
/// <param name="Deadline">How long a call may take.</param>
/// <param name="Clock">The time source.</param>
public sealed record FloorTarget(
    Endpoint Endpoint, ICarrier Carrier, int RequestBytes, int ReplyBytes, ConnectionStatistics Statistics, TimeSpan Deadline, Clock Clock);
