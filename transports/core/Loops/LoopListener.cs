using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Sockets;

namespace Bench.Transports.Loops;

/// <summary>
/// Accepts connections on the thread of an event loop, one at a time. Short of file handles it turns them away, which else would wait in line and be told nothing.
/// </summary>
internal sealed class LoopListener : WatchedSocket, ICarrierListener, IValueTaskSource<ICarrierConnection?>
{
    private readonly Func<Socket, ICarrierConnection> _accepted;
    private readonly Action _closed;
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<ICarrierConnection?> _source;
    private CancellationTokenRegistration _givingUp;
    private bool _isAwaited;
    private bool _isClosed;

    public LoopListener(EventLoop loop, Socket socket, Endpoint endpoint, Func<Socket, ICarrierConnection> accepted, Action closed)
        : base(loop, socket)
    {
        Endpoint = endpoint;
        _accepted = accepted;
        _closed = closed;
        // A connection that has left the line again must not keep the thread waiting for the next.
        socket.Blocking = false;
    }

    public Endpoint Endpoint { get; }

    public bool ServesWhereItAccepts => true;

    public ICarrierConnection? GetResult(short token) => _source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    public ValueTask<ICarrierConnection?> AcceptAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_givingUp.Token != cancellation)
        {
            _givingUp.Unregister();
            _givingUp = cancellation.UnsafeRegister(static (listener, token) => ((LoopListener)listener!).TryEnd(new OperationCanceledException(token)), this);
        }
        lock (_gate)
        {
            if (_isClosed)
            {
                return default;
            }
            _source.Reset();
            _isAwaited = true;
            Watch(SocketEvents.Readable);
            return new ValueTask<ICarrierConnection?>(this, _source.Version);
        }
    }

    public override void Happened(SocketEvents events)
    {
        lock (_gate)
        {
            if (!_isAwaited)
            {
                // It would be told for as long as the line lasts.
                Watch(SocketEvents.None);
                return;
            }
            _isAwaited = false;
        }
        ICarrierConnection? connection = null;
        try
        {
            Socket socket = Socket.Accept();
            while (SpareHandles.Takes(socket))
            {
                socket.Dispose();
                socket = Socket.Accept();
            }
            connection = _accepted(socket);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            if (!Volatile.Read(ref _isClosed))
            {
                _source.SetException(new IOException(e.Message, e));
                return;
            }
        }
        _source.SetResult(connection);
    }

    public ValueTask DisposeAsync()
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = !_isClosed;
            _isClosed = true;
        }
        if (isFirst)
        {
            _givingUp.Unregister();
            Unwatch();
            Socket.Dispose();
            _closed();
            TryEnd(null);
        }
        return ValueTask.CompletedTask;
    }

    private void TryEnd(Exception? cause)
    {
        lock (_gate)
        {
            if (!_isAwaited)
            {
                return;
            }
            _isAwaited = false;
        }
        if (cause is null)
        {
            _source.SetResult(null);
        }
        else
        {
            _source.SetException(cause);
        }
    }
}
