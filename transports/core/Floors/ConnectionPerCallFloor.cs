using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Load;
using Bench.Harness.Run;

namespace Bench.Transports.Floors;

/// <summary>Connect, one round trip, close in good order, one at a time for each worker; by blocking calls or on socket events.</summary>
public abstract class ConnectionPerCallFloor : IFloor
{
    private protected ConnectionPerCallFloor()
    {
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public abstract int Rank { get; }

    /// <inheritdoc/>
    public string Strategy => "per-call";

    /// <inheritdoc/>
    public abstract string Setup { get; }

    /// <inheritdoc/>
    public int MaxWorkers => 1_000;

    /// <inheritdoc/>
    public bool IsLongLived => false;

    /// <summary>How a connected socket is used.</summary>
    private protected abstract ConnectLine.IExchange Exchange { get; }

    /// <inheritdoc/>
    public int? Budget(ClientOptions options) => null;

    /// <inheritdoc/>
    public bool Runs(ICarrier carrier) => FloorSockets.Are(carrier);

    /// <inheritdoc/>
    public abstract ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation);

    /// <inheritdoc/>
    public Task<LoadResult> DriveAsync(FloorTarget target, LoadOptions options, ILoadObserver? observer, CancellationToken stop) =>
        ConnectLine.RunAsync(target, options, Exchange, observer, stop);
}
