using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Load;
using Bench.Harness.Run;

namespace Bench.Transports.Floors;

/// <summary>
/// Connect, one round trip, close in good order, on socket events: on the thread pool, or on the runtime's own event threads where
/// <c>DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1</c> is in the environment.
/// </summary>
public sealed class ConnectEventsFloor : IFloor
{
    /// <inheritdoc/>
    public string Name => "floor-connect-events";

    /// <inheritdoc/>
    public string Summary => "bare sockets: connect, one round trip, close, on socket events";

    /// <inheritdoc/>
    public int Rank => 105;

    /// <inheritdoc/>
    public string Strategy => "per-call";

    /// <inheritdoc/>
    public string Setup => "asynchronous sockets, a connection per call, connected within the call";

    /// <inheritdoc/>
    public int MaxWorkers => 1_000;

    /// <inheritdoc/>
    public bool IsLongLived => false;

    /// <inheritdoc/>
    public int? Budget(ClientOptions options) => null;

    /// <inheritdoc/>
    public bool Runs(ICarrier carrier) => FloorSockets.Are(carrier);

    /// <inheritdoc/>
    public ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation) =>
        FloorServer.StartAsync(served, carrier, endpoint, EventsFloor.ServeAsync, cancellation);

    /// <inheritdoc/>
    public Task<LoadResult> DriveAsync(FloorTarget target, LoadOptions options, ILoadObserver? observer, CancellationToken stop) =>
        ConnectLine.RunAsync(target, options, new Awaited(), observer, stop);

    private sealed class Awaited : ConnectLine.IExchange
    {
        public async Task RunAsync(Func<Task> line)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await line().ConfigureAwait(false);
        }

        public ValueTask<int> SendAsync(Socket socket, ReadOnlyMemory<byte> bytes) => socket.SendAsync(bytes, SocketFlags.None, CancellationToken.None);

        public ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> room) => socket.ReceiveAsync(room, SocketFlags.None, CancellationToken.None);
    }
}
