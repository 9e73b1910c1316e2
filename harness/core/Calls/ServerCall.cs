using Bench.Harness.Stages;
using Bench.Harness.Time;

namespace Bench.Harness.Calls;

/// <summary>A request under way on the server; reused as long as it was not cancelled.</summary>
internal sealed class ServerCall : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Lock _gate = new();
    private bool _awaited;
    private ServerStamps _stamps;
    private int _thread;

    /// <summary>Whether the client wants to know the times of this side.</summary>
    public bool IsTimed { get; set; }

    /// <summary>They.</summary>
    public ref ServerStamps Stamps => ref _stamps;

    public ulong Correlation { get; set; }

    /// <summary>Microseconds left when the request was sent, 0 for any; from <see cref="Await"/> on the end, ns of the clock.</summary>
    public long DeadlineNs { get; set; }

    /// <summary>The request that the object served last, if the codec can use it again; null if not.</summary>
    public object? SpentRequest { get; set; }

    public CancellationToken Token => _cancellation.Token;

    public bool IsCancelled => _cancellation.IsCancellationRequested;

    /// <summary>The handler goes on asynchronously: from now on it can be cancelled.</summary>
    public void Await(long deadlineNs)
    {
        lock (_gate)
        {
            DeadlineNs = deadlineNs;
            _awaited = true;
        }
    }

    /// <summary>The handler is through: whoever still holds the call cancels nothing, neither this request nor the next to use the object.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            _awaited = false;
        }
    }

    /// <summary>Tells a handler that is due by then to give up, without waiting for what it does.</summary>
    public void CancelIfDue(long nowNs = long.MaxValue)
    {
        lock (_gate)
        {
            if (_awaited && DeadlineNs <= nowNs && !IsCancelled)
            {
                _ = _cancellation.CancelAsync();
            }
        }
    }

    /// <summary>A request whose times are wanted passes a point.</summary>
    public void Mark(StagePoint point, Clock clock)
    {
        if (IsTimed)
        {
            int thread = Environment.CurrentManagedThreadId;
            _stamps.Mark(point, clock.NowNs, thread == _thread || point == StagePoint.ServerFound ? GC.GetAllocatedBytesForCurrentThread() : -1);
            _thread = thread;
        }
    }

    public void Dispose() => _cancellation.Dispose();
}
