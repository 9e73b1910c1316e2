using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Load;
using Bench.Harness.Run;

namespace Bench.Transports.Floors;

/// <summary>Ping-pong over a connection for each worker, by blocking calls with a thread for each on both sides.</summary>
public sealed class BlockingFloor : IFloor
{
    /// <inheritdoc/>
    public string Name => "floor-blocking";

    /// <inheritdoc/>
    public string Summary => "bare sockets: ping-pong, a connection and a blocking thread per worker";

    /// <inheritdoc/>
    public int Rank => 100;

    /// <inheritdoc/>
    public string Strategy => "pooled";

    /// <inheritdoc/>
    public string Setup => "blocking sockets, a connection per worker, a thread per connection on both sides";

    /// <inheritdoc/>
    public int MaxWorkers => 1_000;

    /// <inheritdoc/>
    public bool IsLongLived => true;

    /// <inheritdoc/>
    public int? Budget(ClientOptions options) => null;

    /// <inheritdoc/>
    public bool Runs(ICarrier carrier) => FloorSockets.Are(carrier);

    /// <inheritdoc/>
    public ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation) =>
        FloorServer.StartAsync(served, carrier, endpoint, BlockingService.ServeAsync, cancellation);

    /// <inheritdoc/>
    public Task<LoadResult> DriveAsync(FloorTarget target, LoadOptions options, ILoadObserver? observer, CancellationToken stop) => FloorLoad.RunAsync(
        target, options, FloorLoad.WorkersOf(options), static (connection, calls) => BlockingLine.DriveAsync(connection, calls, mayFillBuffers: false), observer, stop);
}
