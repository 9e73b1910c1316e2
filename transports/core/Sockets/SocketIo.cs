using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Loops;

namespace Bench.Transports.Sockets;

/// <summary>Who waits for the sockets of a carrier, client's and servers', and works off what comes.</summary>
internal abstract class SocketIo
{
    /// <summary>The runtime's event loop.</summary>
    public static SocketIo OfRuntime { get; } = new RuntimeIo();

    /// <summary>Whether the runtime's event loop may be told of a socket, which it never forgets.</summary>
    public virtual bool IsRuntime => false;

    /// <summary>Whether a connection to this machine may be opened within the call, which limits how long the socket waits within sends.</summary>
    public virtual bool ConnectsAtOnce => true;

    /// <summary>That of a mode; null where this system does not have it.</summary>
    public static SocketIo? Of(IoMode mode) => mode switch
    {
        IoMode.Threads => SystemCalls.AreSupported ? new ThreadIo() : null,
        IoMode.Inline when SystemCalls.AreSupported => new LoopIo(),
        _ => OfRuntime,
    };

    /// <summary>A connection over a socket that this side has connected.</summary>
    public abstract ICarrierConnection Connected(Socket socket, WireCounter? wire);

    /// <summary>Accepts from a listening socket.</summary>
    /// <param name="socket">The socket; goes with the listener.</param>
    /// <param name="endpoint">Where it listens.</param>
    /// <param name="closed">Called once it is closed.</param>
    public virtual ICarrierListener Listen(Socket socket, Endpoint endpoint, Action closed) =>
        new SocketListener(socket, endpoint, accepted => Connected(accepted, wire: null), closed);

    private sealed class RuntimeIo : SocketIo
    {
        public override bool IsRuntime => true;

        public override ICarrierConnection Connected(Socket socket, WireCounter? wire) => new SocketConnection(socket, wire);
    }

    private sealed class ThreadIo : SocketIo
    {
        private readonly PollingPlaces _places = new();

        public override bool ConnectsAtOnce => false;

        public override ICarrierConnection Connected(Socket socket, WireCounter? wire) => new ThreadedConnection(socket, wire, _places);
    }

    private sealed class LoopIo : SocketIo
    {
        private readonly EventLoops _loops = new();

        public override ICarrierConnection Connected(Socket socket, WireCounter? wire) => new LoopConnection(_loops.Choose(), socket, wire, isAccepted: false);

        public override ICarrierListener Listen(Socket socket, Endpoint endpoint, Action closed) =>
            new LoopListener(_loops.Next(), socket, endpoint, accepted => new LoopConnection(_loops.Next(), accepted, wire: null, isAccepted: true), closed);
    }
}
