using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Bench.Harness.Calls;

namespace Bench.Transports.Sockets;

/// <summary>
/// Reads a socket on a thread of its own, which polls, then sleeps in the kernel until bytes come, and does itself what is to be done with them: no event loop and
/// no thread pool in between. While it does, nothing is read.
/// </summary>
internal sealed class ThreadedInput : BufferedInput, IValueTaskSource<int>
{
    // A batch of answers and what their callers do next are worked off on it.
    private const int StackBytes = 1 << 20;

    private readonly Socket _socket;
    private readonly PollingReceiver _polling;
    private readonly WireCounter? _wire;
    private readonly object _parking = new();
    private ManualResetValueTaskSourceCore<int> _source;
    private Memory<byte> _buffer;
    private State _state;
    private bool _called;

    public ThreadedInput(Socket socket, WireCounter? wire, PollingPlaces places)
    {
        _socket = socket;
        _polling = new PollingReceiver(socket, places);
        _wire = wire;
        new Thread(Read, StackBytes) { IsBackground = true, Name = "connection" }.Start();
    }

    private enum State
    {
        /// <summary>The thread is at work on what it read, or has just started.</summary>
        Working,

        /// <summary>A read is wanted.</summary>
        Wanted,

        /// <summary>The thread waits for a read to be wanted.</summary>
        Parked,

        /// <summary>No read will be wanted any more.</summary>
        Ended,
    }

    public int GetResult(short token) => _source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    public override void Complete(Exception? exception = null)
    {
        base.Complete(exception);
        Become(State.Ended);
    }

    protected override ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        _source.Reset();
        _buffer = buffer;
        var result = new ValueTask<int>(this, _source.Version);
        Become(State.Wanted);
        return result;
    }

    protected override void Filled(int bytes) => _wire?.Read(bytes);

    private void Become(State next)
    {
        if (Interlocked.Exchange(ref _state, next) == State.Parked)
        {
            lock (_parking)
            {
                _called = true;
                Monitor.Pulse(_parking);
            }
        }
    }

    private void Read()
    {
        while (true)
        {
            if (Interlocked.CompareExchange(ref _state, State.Parked, State.Working) == State.Working)
            {
                Park();
            }
            if (Interlocked.CompareExchange(ref _state, State.Working, State.Wanted) == State.Ended)
            {
                return;
            }
            int received;
            try
            {
                received = _polling.TryReceive(_buffer.Span);
                if (received < 0)
                {
                    received = SystemCalls.Receive(_socket.SafeHandle, _buffer.Span);
                }
            }
            catch (Exception e)
            {
                _source.SetException(e);
                continue;
            }
            _source.SetResult(received);
        }
    }

    private void Park()
    {
        lock (_parking)
        {
            while (!_called)
            {
                Monitor.Wait(_parking);
            }
            _called = false;
        }
    }
}
