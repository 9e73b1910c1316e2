using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Load;
using Bench.Harness.Run;
using Bench.Harness.Time;

namespace Bench.Transports.Floors;

/// <summary>Connect, one round trip, close in good order: a blocking thread for each worker, and some that accept and answer.</summary>
public sealed class ConnectFloor : IFloor
{
    /// <inheritdoc/>
    public string Name => "floor-connect";

    /// <inheritdoc/>
    public string Summary => "bare sockets: connect, one round trip, close";

    /// <inheritdoc/>
    public int Rank => 104;

    /// <inheritdoc/>
    public string Strategy => "per-call";

    /// <inheritdoc/>
    public string Setup => "blocking sockets, a connection per call, a thread per worker; threads of the server accept a connection and serve it to its end";

    /// <inheritdoc/>
    public int MaxWorkers => 1_000;

    /// <inheritdoc/>
    public bool IsLongLived => false;

    /// <inheritdoc/>
    public int? Budget(ClientOptions options) => null;

    /// <inheritdoc/>
    public bool Runs(ICarrier carrier) => FloorSockets.Are(carrier);

    /// <inheritdoc/>
    public async ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation) =>
        new ConnectServer(await FloorListener.StartAsync(carrier, endpoint, cancellation).ConfigureAwait(false), served);

    /// <inheritdoc/>
    public async Task<LoadResult> DriveAsync(FloorTarget target, LoadOptions options, ILoadObserver? observer, CancellationToken stop)
    {
        FloorSockets sockets = await FloorSockets.OfAsync(target).ConfigureAwait(false);
        await using var sweeper = new Sweeper(target.Clock, FloorLoad.SweepInterval(target));
        return await LoadEngine.RunLinesAsync(
            options, FloorLoad.WorkersOf(options), (_, calls, cancellation) => ConnectLine.DriveAsync(target, sockets, calls, sweeper, cancellation), observer, stop).ConfigureAwait(false);
    }
}
