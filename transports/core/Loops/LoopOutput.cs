using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using Bench.Harness.Calls;
using Bench.Transports.Sockets;

namespace Bench.Transports.Loops;

/// <summary>Goes on sending on the thread of an event loop where the kernel takes no more for now.</summary>
internal sealed class LoopOutput(WatchedSocket watched, WireCounter? wire) : SocketOutput(watched.Socket, wire), IValueTaskSource<FlushResult>
{
    // Only here is it told that there is room: a new socket has some, which would be an event for nothing.
    private const SocketEvents Events = SocketEvents.Writable | SocketEvents.OnlyChanges;

    private ManualResetValueTaskSourceCore<FlushResult> _source;
    private Readiness _writable;
    private int _segment;
    private int _sent;

    public FlushResult GetResult(short token) => _source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>On the loop's thread: there is room, or the connection is over.</summary>
    public void OnWritable()
    {
        if (!_writable.Signal())
        {
            return;
        }
        try
        {
            if (!TrySendOrAwait())
            {
                return;
            }
        }
        catch (Exception e)
        {
            _source.SetException(e);
            return;
        }
        _source.SetResult(default);
    }

    protected override ValueTask<FlushResult> SendRestAsync(int segment, int sent)
    {
        (_segment, _sent) = (segment, sent);
        _source.Reset();
        var result = new ValueTask<FlushResult>(this, _source.Version);
        watched.Watch(Events);
        return TrySendOrAwait() ? default : result;
    }

    /// <returns>True if all is sent; false if the loop goes on when there is room.</returns>
    private bool TrySendOrAwait()
    {
        do
        {
            _writable.TryTake();
            if (TrySend())
            {
                Recycle();
                return true;
            }
        }
        while (!_writable.TryAwait());
        return false;
    }

    private bool TrySend()
    {
        for (; _segment < Committed.Count; _segment++, _sent = 0)
        {
            while (_sent < Committed[_segment].Count)
            {
                int more = SystemCalls.Send(Socket.SafeHandle, Committed[_segment].AsSpan(_sent));
                if (more == 0)
                {
                    return false;
                }
                Wrote(more);
                _sent += more;
            }
        }
        return true;
    }
}
