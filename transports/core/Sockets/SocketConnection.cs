using System.IO.Pipelines;
using System.Net.Sockets;
using Bench.Harness.Calls;

namespace Bench.Transports.Sockets;

/// <summary>A connection over a stream socket.</summary>
internal sealed class SocketConnection : ICarrierConnection
{
    private readonly Socket _socket;
    private readonly bool _resets;

    /// <param name="socket">The socket; goes with the connection.</param>
    /// <param name="wire">Counts its bytes; null for nobody.</param>
    /// <param name="resets">Whether it ends with a reset even where a goodbye is asked for.</param>
    public SocketConnection(Socket socket, WireCounter? wire, bool resets = false)
    {
        _socket = socket;
        _resets = resets;
        Input = new SocketInput(socket, wire);
        Output = new AwaitingOutput(socket, wire);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public void Finish()
    {
        // Disposing of a socket while it is read resets the connection; after this the read has ended.
        if (_resets || !SocketEnding.TryShutDown(_socket))
        {
            Abort();
        }
    }

    public void Abort() => _socket.Dispose();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        Input.Complete();
        Output.Complete();
        return ValueTask.CompletedTask;
    }
}
