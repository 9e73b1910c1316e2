using System.IO.Pipelines;
using Bench.Harness.Addressing;
using Bench.Harness.Catalog;
using Bench.Harness.Outcome;

namespace Bench.Harness.Calls;

/// <summary>What carries bytes between two ends: tcp, unix, memory, …</summary>
public interface ICarrier : IRankedPlug
{
    /// <summary>The scheme of the endpoints it understands: <c>tcp</c>, <c>unix</c> or <c>memory</c>.</summary>
    string Scheme { get; }

    /// <summary>Whether its listeners prove who they are, so that the endpoints they say, and only those, carry a <see cref="Endpoint.Pin"/>.</summary>
    bool IsPinned => false;

    /// <summary>This carrier with connections that take their local ports from a few; null where the carrier has no ports, or the system can't confine them.</summary>
    ICarrier? WithPorts(PortRange ports) => null;

    /// <summary>
    /// This carrier with connections that are waited for in a mode. Null where it has none with threads of their own (<see cref="IoMode.Threads"/>); elsewhere
    /// one without event loops of its own leaves it to the runtime's.
    /// </summary>
    ICarrier? WithIo(IoMode mode) => mode == IoMode.Threads ? null : this;

    /// <summary>A free endpoint on this machine for a server of our own; the folder is private and exists.</summary>
    Endpoint LocalEndpoint(string folder);

    /// <summary>Starts to listen; the listener's endpoint has the real port.</summary>
    /// <exception cref="ConnectException">It can't; the message says why and how to mend it.</exception>
    ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation);

    /// <summary>Opens a connection if that takes less time than to wait for it would, as it does within a machine; null if it can't be done so.</summary>
    /// <param name="endpoint">Where the server listens.</param>
    /// <param name="wire">Counts the bytes of the connection.</param>
    /// <exception cref="ConnectException">It can't be opened at all; the message says why.</exception>
    ICarrierConnection? TryConnectAtOnce(Endpoint endpoint, WireCounter wire) => null;

    /// <summary>Opens a connection.</summary>
    /// <param name="endpoint">Where the server listens.</param>
    /// <param name="wire">Counts the bytes of the connection.</param>
    /// <param name="cancellation">Gives up; surfaces as <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ConnectException">It can't; the message says why.</exception>
    ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation);
}

/// <summary>
/// Two pipes to the other end. One reader and one flusher at a time; writing is serialised by the owner's lock and goes on while a flush
/// is under way, which stock pipes and every <see cref="Wire.CommittingPipeWriter"/> allow. The reader's <see cref="PipeReader.CancelPendingRead"/> is not used.
/// </summary>
public interface ICarrierConnection : IDuplexPipe, IAsyncDisposable
{
    /// <summary>
    /// Says goodbye, so that the other end closes in good order too; a pending read ends. Nothing more is written, and <see cref="IAsyncDisposable.DisposeAsync"/>
    /// follows once the read has ended. May be called from any thread, more than once; where there is no goodbye it is <see cref="Abort"/>.
    /// </summary>
    void Finish() => Abort();

    /// <summary>Ends the connection now: pending reads and flushes complete or fail at once. May be called from any thread, more than once.</summary>
    void Abort();
}

/// <summary>Accepts connections.</summary>
public interface ICarrierListener : IAsyncDisposable
{
    /// <summary>Where it really listens.</summary>
    Endpoint Endpoint { get; }

    /// <summary>Whether connections may be served on the thread that accepts them, which then accepts no other meanwhile; else each is handed to the thread pool.</summary>
    bool ServesWhereItAccepts => false;

    /// <summary>The next connection; null once the listener is closed. A failed accept (out of file handles, reset before accept) is an <see cref="IOException"/>; the listener lives on.</summary>
    ValueTask<ICarrierConnection?> AcceptAsync(CancellationToken cancellation);
}

/// <summary>No connection, and why; the message is meant for the user.</summary>
public sealed class ConnectException : Exception
{
    /// <inheritdoc/>
    public ConnectException(ErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary><see cref="ErrorKind.ConnectFailed"/>, <see cref="ErrorKind.PortExhausted"/> or a kindred kind.</summary>
    public ErrorKind Kind { get; }
}
