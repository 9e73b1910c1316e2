using System.IO.Pipelines;
using System.Net.Sockets;
using Bench.Harness.Calls;

namespace Bench.Transports.Sockets;

/// <summary>A connection over a stream socket.</summary>
internal sealed class SocketConnection : ICarrierConnection
{
    private readonly Socket _socket;

    public SocketConnection(Socket socket, WireCounter? wire)
    {
        _socket = socket;
        Input = new SocketInput(socket, wire);
        Output = new SocketOutput(socket, wire);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public void Abort() => _socket.Dispose();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        Input.Complete();
        Output.Complete();
        return ValueTask.CompletedTask;
    }
}
