using System.Threading.Tasks.Sources;
using Bench.Harness.Calls;
using Bench.Transports.Sockets;

namespace Bench.Transports.Loops;

/// <summary>
/// Reads a socket on the thread of its event loop, once for each time that bytes have come: a read that brings less than there is room for has emptied the socket,
/// and the next bytes are told anew (epoll(7), questions and answers).
/// </summary>
internal sealed class LoopInput : BufferedInput, IValueTaskSource<int>
{
    private const SocketEvents Events = SocketEvents.Readable | SocketEvents.ReadingEnded | SocketEvents.OnlyChanges;

    private readonly WatchedSocket _watched;
    private readonly WireCounter? _wire;
    private ManualResetValueTaskSourceCore<int> _source;
    private Readiness _readable;
    private Memory<byte> _buffer;
    private volatile bool _isEnding;

    public LoopInput(WatchedSocket watched, WireCounter? wire, bool mayBeReadable)
    {
        _watched = watched;
        _wire = wire;
        if (mayBeReadable)
        {
            _readable.Keep();
        }
    }

    public int GetResult(short token) => _source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>On the loop's thread: there is something to read.</summary>
    /// <param name="isEnding">Whether the end is there to read as well, which no further event will tell.</param>
    public void OnReadable(bool isEnding)
    {
        _isEnding |= isEnding;
        if (!_readable.Signal())
        {
            return;
        }
        int received;
        try
        {
            do
            {
                received = Receive(_buffer.Span);
            }
            while (received < 0 && !_readable.TryAwait());
        }
        catch (Exception e)
        {
            _source.SetException(e);
            return;
        }
        if (received >= 0)
        {
            _source.SetResult(received);
        }
    }

    protected override ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        _source.Reset();
        _buffer = buffer;
        var result = new ValueTask<int>(this, _source.Version);
        do
        {
            if (_readable.TryTake() && Receive(buffer.Span) is int received and >= 0)
            {
                return new ValueTask<int>(received);
            }
            _watched.Watch(Events);
        }
        while (!_readable.TryAwait());
        return result;
    }

    protected override void Filled(int bytes) => _wire?.Read(bytes);

    /// <returns>How many bytes came; -1 if there are none.</returns>
    private int Receive(Span<byte> buffer)
    {
        int received = SystemCalls.TryReceive(_watched.Socket.SafeHandle, buffer);
        if (received == buffer.Length || (received >= 0 && _isEnding))
        {
            _readable.Keep();
        }
        return received;
    }
}
