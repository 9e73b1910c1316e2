using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Load;
using Bench.Harness.Run;
using Bench.Transports.Sockets;

namespace Bench.Transports.Floors;

/// <summary>
/// One connection with the calls of all workers under way: what is due goes out in one piece, what is there is read, and each reply makes room for another call.
/// A blocking thread on each side, which sleeps at once or polls first.
/// </summary>
public abstract class OneConnectionFloor : IFloor
{
    private protected OneConnectionFloor()
    {
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public abstract int Rank { get; }

    /// <inheritdoc/>
    public string Strategy => "multiplexed";

    /// <inheritdoc/>
    public virtual string Setup => "blocking sockets, one connection with the calls of all workers, one thread on each side (two on the client's where buffers can't hold what is under way)";

    /// <inheritdoc/>
    public virtual bool IsForThreads => false;

    /// <inheritdoc/>
    public int MaxWorkers => ClosedLoad.MaxWorkers;

    /// <inheritdoc/>
    public bool IsLongLived => true;

    /// <inheritdoc/>
    public int? Budget(ClientOptions options) => 1;

    /// <inheritdoc/>
    public bool Runs(ICarrier carrier) => FloorSockets.Are(carrier) && (!IsForThreads || SystemCalls.AreSupported);

    /// <inheritdoc/>
    public ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation) =>
        FloorServer.StartAsync(served, carrier, endpoint, IsForThreads ? BlockingService.ServePollingAsync : BlockingService.ServeAsync, cancellation);

    /// <inheritdoc/>
    public Task<LoadResult> DriveAsync(FloorTarget target, LoadOptions options, ILoadObserver? observer, CancellationToken stop)
    {
        bool mayFillBuffers = BlockingLine.MayFillBuffers(MessageSizes.Of(target), FloorLoad.WorkersOf(options));
        return FloorLoad.RunAsync(
            target, options, 1, (connection, calls) => BlockingLine.DriveAsync(connection, calls, mayFillBuffers), observer, stop, IsForThreads ? new PollingPlaces() : null);
    }
}
