using System.IO.Pipelines;
using System.Net.Sockets;
using Bench.Harness.Calls;
using Bench.Transports.Sockets;

namespace Bench.Transports.Loops;

/// <summary>A connection over a stream socket that an event loop waits for.</summary>
internal sealed class LoopConnection : WatchedSocket, ICarrierConnection
{
    private readonly LoopInput _input;
    private readonly LoopOutput _output;

    /// <param name="loop">Waits for it.</param>
    /// <param name="socket">The socket, which nothing was ever awaited on, or the runtime's event loop would be woken as well; goes with the connection.</param>
    /// <param name="wire">Counts its bytes; null for nobody.</param>
    /// <param name="isAccepted">Whether the other end has connected, and has most likely sent something already.</param>
    public LoopConnection(EventLoop loop, Socket socket, WireCounter? wire, bool isAccepted)
        : base(loop, socket)
    {
        _input = new LoopInput(this, wire, isAccepted);
        _output = new LoopOutput(this, wire);
    }

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    public override void Happened(SocketEvents events)
    {
        if ((events & (SocketEvents.Writable | SocketEvents.Failed | SocketEvents.Ended)) != 0)
        {
            _output.OnWritable();
        }
        if ((events & ~SocketEvents.Writable) != 0)
        {
            _input.OnReadable(isEnding: (events & (SocketEvents.Failed | SocketEvents.Ended | SocketEvents.ReadingEnded)) != 0);
        }
    }

    public void Finish() => SocketEnding.TryShutDown(Socket);

    /// <summary>A closed socket has no more events, by which a pending read would end: it is closed when the read has.</summary>
    public void Abort() => Finish();

    public ValueTask DisposeAsync()
    {
        Unwatch();
        Input.Complete();
        Output.Complete();
        Socket.Dispose();
        // It learns that there is nobody left to send to.
        _output.OnWritable();
        return ValueTask.CompletedTask;
    }
}
