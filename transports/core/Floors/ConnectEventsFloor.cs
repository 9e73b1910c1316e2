using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Run;

namespace Bench.Transports.Floors;

/// <summary>
/// Connect, one round trip, close in good order, on socket events: on the thread pool, or on the runtime's own event threads where
/// <c>DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1</c> is in the environment.
/// </summary>
public sealed class ConnectEventsFloor : ConnectionPerCallFloor
{
    /// <inheritdoc/>
    public override string Name => "floor-connect-events";

    /// <inheritdoc/>
    public override string Summary => "bare sockets: connect, one round trip, close, on socket events";

    /// <inheritdoc/>
    public override int Rank => 105;

    /// <inheritdoc/>
    public override string Setup => "asynchronous sockets, a connection per call, connected within the call";

    private protected override ConnectLine.IExchange Exchange { get; } = new Awaited();

    /// <inheritdoc/>
    public override ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation) =>
        FloorServer.StartAsync(served, carrier, endpoint, EventsFloor.ServeAsync, cancellation);

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
