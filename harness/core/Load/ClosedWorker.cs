using Bench.Harness.Outcome;
using Bench.Harness.Time;

namespace Bench.Harness.Load;

/// <summary>
/// One worker of a closed load: the end of a call is the start of the next, so that one reading of the clock serves both.
/// </summary>
internal sealed class ClosedWorker : CallSlot, IThreadPoolWorkItem, IDisposable
{
    // A worker whose calls complete at once makes way for the others after so long.
    private const long SliceNs = 2_000_000;

    private readonly LoadWindow _window;
    private readonly CallNumbers _warmupNumbers;
    private readonly CallNumbers _windowNumbers;
    private readonly TimeSpan _think;
    private readonly ITimer? _thinking;
    private long _nextNumber;
    private long _endOfNumbers;

    public ClosedWorker(ICaller caller, LoadSession session, CallNumbers warmupNumbers, CallNumbers windowNumbers)
        : base(caller, session)
    {
        _window = session.Window;
        _warmupNumbers = warmupNumbers;
        _windowNumbers = windowNumbers;
        _think = ((ClosedLoad)session.Options.Model).Think;
        _thinking = _think > TimeSpan.Zero
            ? session.Clock.Provider.CreateTimer(static worker => ((IThreadPoolWorkItem)worker!).Execute(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
            : null;
    }

    public long StartedInWarmup { get; private set; }

    public long StartedInWindow { get; private set; }

    /// <summary>Start of the last call.</summary>
    public long LastIntendedNs => IntendedNs;

    /// <summary>End of the last call.</summary>
    public long LastEndedNs { get; private set; }

    /// <summary>Puts the worker into the thread pool's queue.</summary>
    public void Enqueue()
    {
        BecomeQueued();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <inheritdoc/>
    public void Dispose() => _thinking?.Dispose();

    void IThreadPoolWorkItem.Execute()
    {
        if (LeaveQueue())
        {
            Work(Session.Lanes.Current, Session.Clock.NowNs);
        }
    }

    protected override void Ended(in CallOutcome outcome)
    {
        RecordingLane lane = Session.Lanes.Current;
        long nowNs = Record(lane, outcome);
        if (!Thinks(nowNs))
        {
            Work(lane, nowNs);
        }
    }

    /// <summary>Waits for the next call, where time to think is wanted and leaves any.</summary>
    private bool Thinks(long nowNs)
    {
        if (_thinking is null)
        {
            return false;
        }
        if (nowNs + Clock.ToNs(_think) >= _window.EndNs)
        {
            BecomeIdle();
            return true;
        }
        BecomeQueued();
        _thinking.Change(_think, Timeout.InfiniteTimeSpan);
        return true;
    }

    private void Work(RecordingLane lane, long nowNs)
    {
        long sliceEndNs = nowNs + SliceNs;
        while (TryNext(nowNs, out long number))
        {
            IntendedNs = SentNs = nowNs;
            if (!Begin(number, out CallOutcome outcome))
            {
                return;
            }
            nowNs = Record(lane, outcome);
            if (Thinks(nowNs))
            {
                return;
            }
            if (nowNs >= sliceEndNs)
            {
                Enqueue();
                return;
            }
        }
        BecomeIdle();
    }

    private long Record(RecordingLane lane, in CallOutcome outcome)
    {
        long nowNs = Session.Clock.NowNs;
        lane.Record(InWindow, Kind, IntendedNs, SentNs, nowNs, outcome);
        LastEndedNs = nowNs;
        return nowNs;
    }

    private bool TryNext(long nowNs, out long number)
    {
        number = 0;
        if (nowNs >= _window.EndNs)
        {
            return false;
        }
        if (!InWindow && nowNs >= _window.StartNs)
        {
            InWindow = true;
            _nextNumber = _endOfNumbers = 0;
        }
        if (_nextNumber == _endOfNumbers && !TryTakeNumbers(nowNs))
        {
            return false;
        }
        number = _nextNumber++;
        if (InWindow)
        {
            StartedInWindow++;
        }
        else
        {
            StartedInWarmup++;
        }
        return true;
    }

    private bool TryTakeNumbers(long nowNs)
    {
        CallNumbers numbers = InWindow ? _windowNumbers : _warmupNumbers;
        bool taken = numbers.TryTake(out _nextNumber, out _endOfNumbers);
        if (numbers.AreExhausted)
        {
            _window.CloseAt(nowNs + 1);
        }
        return taken;
    }
}
