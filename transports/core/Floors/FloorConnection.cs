using System.Net.Sockets;
using Bench.Harness.Calls;
using Bench.Harness.Load;
using Bench.Harness.Outcome;
using Bench.Harness.Run;
using Bench.Harness.Time;
using Bench.Transports.Sockets;

namespace Bench.Transports.Floors;

/// <summary>
/// The client's end of a connection that outlives its calls: what is to be sent, and what was received. Sending and receiving may each have a thread of their
/// own. It ends when a call is overdue, so that nobody waits for a dead server for ever.
/// </summary>
internal sealed class FloorConnection : ICountedConnection, ISweepable
{
    // What a system call moves at most; more gains nothing.
    private const int BufferBytes = 256 << 10;

    private readonly FloorTarget _target;
    private readonly PollingReceiver? _polling;
    private readonly int _replyBytes;
    private readonly int _requestBytes;
    private readonly byte[] _requests;
    private readonly byte[] _room;
    private OrderedCalls? _calls;
    private long _unsent;
    private int _nextByte;
    private long _received;
    private volatile bool _isOverdue;
    private volatile bool _isCancelled;
    private int _closed;

    private FloorConnection(FloorTarget target, Socket socket, int depth, PollingPlaces? places)
    {
        var sizes = MessageSizes.Of(target);
        _target = target;
        _requestBytes = sizes.RequestBytes;
        _replyBytes = sizes.ReplyBytes;
        _requests = sizes.Requests(depth, BufferBytes);
        _room = new byte[(int)Math.Min(BufferBytes, (long)depth * sizes.ReplyBytes)];
        Socket = socket;
        _polling = places is null ? null : new PollingReceiver(socket, places);
        OpenedNs = target.Clock.NowNs;
    }

    /// <inheritdoc/>
    public long OpenedNs { get; }

    /// <inheritdoc/>
    public long Sent { get; private set; }

    /// <summary>The socket.</summary>
    public Socket Socket { get; }

    /// <summary>Room for what is received next.</summary>
    public Memory<byte> Room => _room;

    /// <summary>What is to be sent next; empty if all was.</summary>
    public ReadOnlyMemory<byte> Unsent => _requests.AsMemory(_nextByte, (int)Math.Min(_unsent, _requests.Length - _nextByte));

    /// <summary>Opens a connection.</summary>
    /// <param name="target">To whom.</param>
    /// <param name="sockets">Its sockets.</param>
    /// <param name="depth">Calls under way on it at most.</param>
    /// <param name="places">Places to poll at before its thread sleeps; null to sleep at once.</param>
    /// <exception cref="ConnectException">It can't be opened.</exception>
    public static FloorConnection Open(FloorTarget target, FloorSockets sockets, int depth, PollingPlaces? places)
    {
        long startNs = target.Clock.NowNs;
        Socket socket = sockets.Create();
        try
        {
            if (socket.ProtocolType == ProtocolType.Tcp)
            {
                socket.NoDelay = true;
            }
            sockets.Connect(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        var connection = new FloorConnection(target, socket, depth, places);
        target.Statistics.Opened(connection, connection.OpenedNs - startNs, replacesBroken: false);
        return connection;
    }

    /// <summary>Whose deadlines are kept from now on.</summary>
    public void Attend(OrderedCalls calls) => Volatile.Write(ref _calls, calls);

    /// <summary>More requests are to be sent.</summary>
    public void Add(int requests)
    {
        Sent += requests;
        _unsent += (long)requests * _requestBytes;
    }

    /// <summary>So many bytes of <see cref="Unsent"/> were sent.</summary>
    public void Wrote(int bytes)
    {
        _target.Statistics.Wire.Wrote(bytes);
        _unsent -= bytes;
        _nextByte += bytes;
        if (_nextByte == _requests.Length)
        {
            _nextByte = 0;
        }
    }

    /// <summary>Waits for bytes, and receives them.</summary>
    /// <returns>How many.</returns>
    public int Receive() => _polling?.TryReceive(_room) is >= 0 and int polled ? polled : Socket.Receive(_room);

    /// <summary>So many bytes were received.</summary>
    /// <returns>Replies that are complete with them.</returns>
    /// <exception cref="EndOfStreamException">There were none: the server has closed the connection.</exception>
    public int Read(int bytes)
    {
        if (bytes == 0)
        {
            throw new EndOfStreamException("the server closed the connection");
        }
        _target.Statistics.Wire.Read(bytes);
        _received += bytes;
        int replies = (int)(_received / _replyBytes);
        _received -= (long)replies * _replyBytes;
        return replies;
    }

    /// <inheritdoc/>
    public void Sweep(long nowNs)
    {
        if (Volatile.Read(ref _calls)?.IsOverdue(nowNs) == true)
        {
            _isOverdue = true;
            Socket.Dispose();
        }
    }

    /// <summary>Ends the connection, as the load is over; from any thread.</summary>
    public void Cancel()
    {
        _isCancelled = true;
        Socket.Dispose();
    }

    /// <summary>The connection has failed. Tells how its calls end.</summary>
    public CallOutcome Break(Exception cause)
    {
        Close(lost: !_isCancelled);
        return _isOverdue ? CallOutcome.Timeout : _isCancelled ? CallOutcome.Cancelled : CallOutcome.Failed(KindOf(cause), cause.Message);
    }

    /// <summary>The kind of error that an exception stands for.</summary>
    public static ErrorKind KindOf(Exception cause) => cause switch
    {
        ConnectException failed => failed.Kind,
        SocketException or ObjectDisposedException or IOException => ErrorKind.ConnectionLost,
        _ => ErrorKind.Internal,
    };

    /// <summary>Closes the connection in good order, unless it is closed already.</summary>
    public void Close() => Close(lost: false);

    private void Close(bool lost)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            SocketEnding.TryShutDown(Socket);
            Socket.Dispose();
            _target.Statistics.Closed(this, lost ? _target.Clock.NowNs : null);
        }
    }
}
