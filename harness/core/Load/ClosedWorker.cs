using Bench.Harness.Outcome;

namespace Bench.Harness.Load;

/// <summary>
/// One worker of a closed load: the end of a call is the start of the next, so that one reading of the clock serves both.
/// </summary>
internal sealed class ClosedWorker : CallSlot, IThreadPoolWorkItem
{
    // A worker whose calls complete at once makes way for the others after so long.
    private const long SliceNs = 2_000_000;

    private readonly LoadWindow _window;
    private readonly CallNumbers _warmupNumbers;
    private readonly CallNumbers _windowNumbers;
    private long _nextNumber;
    private long _endOfNumbers;

    public ClosedWorker(ICaller caller, LoadSession session, CallNumbers warmupNumbers, CallNumbers windowNumbers)
        : base(caller, session)
    {
        _window = session.Window;
        _warmupNumbers = warmupNumbers;
        _windowNumbers = windowNumbers;
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
        Work(lane, Record(lane, outcome));
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
