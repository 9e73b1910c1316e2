using System.IO.Pipelines;
using System.Net.Sockets;
using Bench.Harness.Calls;

namespace Bench.Transports.Sockets;

/// <summary>A connection over a stream socket with a thread of its own, for few that are busy.</summary>
internal sealed class ThreadedConnection : ICarrierConnection
{
    private readonly Socket _socket;

    /// <param name="socket">The socket, which nothing was ever awaited on, or the runtime's event loop would be woken as well; goes with the connection.</param>
    /// <param name="wire">Counts its bytes; null for nobody.</param>
    /// <param name="places">Places to poll at, which it shares with others.</param>
    public ThreadedConnection(Socket socket, WireCounter? wire, PollingPlaces places)
    {
        _socket = socket;
        SystemCalls.MakeBlocking(socket.SafeHandle);
        Input = new ThreadedInput(socket, wire, places);
        Output = new WaitingOutput(socket, wire);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public void Finish() => SocketEnding.TryShutDown(_socket);

    /// <summary>A thread in the kernel keeps the socket from being closed: it is woken by the shutdown, and closes it on its way out.</summary>
    public void Abort() => SocketEnding.TryShutDown(_socket);

    public ValueTask DisposeAsync()
    {
        SocketEnding.TryShutDown(_socket);
        Input.Complete();
        Output.Complete();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
