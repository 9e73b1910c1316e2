using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Load;
using Bench.Harness.Run;
using Bench.Transports.Sockets;

namespace Bench.Transports.Floors;

/// <summary><see cref="PipelinedFloor"/> with threads that poll before they sleep, as those of connections with threads of their own do.</summary>
public sealed class PollingFloor : IFloor
{
    /// <inheritdoc/>
    public string Name => "floor-polling";

    /// <inheritdoc/>
    public string Summary => "bare sockets: one connection, all calls under way on it, sent and answered in batches, by threads that poll";

    /// <inheritdoc/>
    public int Rank => 103;

    /// <inheritdoc/>
    public string Strategy => "multiplexed";

    /// <inheritdoc/>
    public string Setup => "blocking sockets that are polled for 50 µs before a thread sleeps, one connection with the calls of all workers, one thread on each side (two on the client's where buffers can't hold what is under way)";

    /// <inheritdoc/>
    public bool IsForThreads => true;

    /// <inheritdoc/>
    public int MaxWorkers => ClosedLoad.MaxWorkers;

    /// <inheritdoc/>
    public bool IsLongLived => true;

    /// <inheritdoc/>
    public int? Budget(ClientOptions options) => 1;

    /// <inheritdoc/>
    public bool Runs(ICarrier carrier) => SystemCalls.AreSupported && FloorSockets.Are(carrier);

    /// <inheritdoc/>
    public ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation) =>
        FloorServer.StartAsync(served, carrier, endpoint, BlockingService.ServePollingAsync, cancellation);

    /// <inheritdoc/>
    public Task<LoadResult> DriveAsync(FloorTarget target, LoadOptions options, ILoadObserver? observer, CancellationToken stop)
    {
        bool mayFillBuffers = BlockingLine.MayFillBuffers(MessageSizes.Of(target), FloorLoad.WorkersOf(options));
        return FloorLoad.RunAsync(target, options, 1, (connection, calls) => BlockingLine.DriveAsync(connection, calls, mayFillBuffers), observer, stop, new PollingPlaces());
    }
}
