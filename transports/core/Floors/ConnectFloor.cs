using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Run;

namespace Bench.Transports.Floors;

/// <summary>Connect, one round trip, close in good order: a blocking thread for each worker, and some that accept and answer.</summary>
public sealed class ConnectFloor : ConnectionPerCallFloor
{
    /// <inheritdoc/>
    public override string Name => "floor-connect";

    /// <inheritdoc/>
    public override string Summary => "bare sockets: connect, one round trip, close";

    /// <inheritdoc/>
    public override int Rank => 104;

    /// <inheritdoc/>
    public override string Setup => "blocking sockets, a connection per call, a thread per worker; threads of the server accept a connection and serve it to its end";

    private protected override ConnectLine.IExchange Exchange { get; } = new Blocking();

    /// <inheritdoc/>
    public override async ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation) =>
        new ConnectServer(await FloorListener.StartAsync(carrier, endpoint, cancellation).ConfigureAwait(false), served);

    /// <summary>On a thread of the line's own, which waits within the calls, so that nothing is ever awaited.</summary>
    private sealed class Blocking : ConnectLine.IExchange
    {
        public Task RunAsync(Func<Task> line)
        {
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            BlockingLine.StartThread(() => ended.SetFromTask(line()), "floor client");
            return ended.Task;
        }

        public ValueTask<int> SendAsync(Socket socket, ReadOnlyMemory<byte> bytes) => new(socket.Send(bytes.Span));

        public ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> room) => new(socket.Receive(room.Span));
    }
}
