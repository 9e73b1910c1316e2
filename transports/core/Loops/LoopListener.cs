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
        Socket? accepted = null;
        IOException? failure = null;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }
            if (!_isAwaited)
            {
                // It would be told for as long as the line lasts.
                WatchOnly(SocketEvents.None);
                return;
            }
            try
            {
                accepted = Socket.Accept();
                if (SpareHandles.Takes(accepted))
                {
                    accepted.Dispose();
                    return;
                }
            }
            catch (SocketException e)
            {
                failure = new IOException(e.Message, e);
            }
            _isAwaited = false;
        }
        End(accepted, failure);
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return ValueTask.CompletedTask;
            }
            _isClosed = true;
            Unwatch();
            Socket.Dispose();
        }
        _givingUp.Unregister();
        _closed();
        TryEnd(null);
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
        End(accepted: null, cause);
    }

    private void End(Socket? accepted, Exception? cause)
    {
        if (cause is null)
        {
            _source.SetResult(accepted is null ? null : _accepted(accepted));
        }
        else
        {
            _source.SetException(cause);
        }
    }
}
