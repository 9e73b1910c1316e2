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
    private readonly LoadTurns? _turns;
    private readonly ITimer? _resting;
    private long _nextNumber;
    private long _endOfNumbers;

    public ClosedWorker(ICaller caller, LoadSession session, CallNumbers warmupNumbers, CallNumbers windowNumbers)
        : base(caller, session)
    {
        _window = session.Window;
        _warmupNumbers = warmupNumbers;
        _windowNumbers = windowNumbers;
        _think = ((ClosedLoad)session.Options.Model).Think;
        _turns = session.Options.Turns;
        _resting = _think > TimeSpan.Zero || _turns is not null
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
    public void Dispose() => _resting?.Dispose();

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

    /// <summary>Waits for the next call, where time to think is wanted.</summary>
    private bool Thinks(long nowNs) => Rests(nowNs, Clock.ToNs(_think));

    /// <summary>Waits for the next turn, where it is another load's.</summary>
    private bool MakesWay(long nowNs) => _turns is not null && Rests(nowNs, _turns.WaitNs(nowNs));

    private bool Rests(long nowNs, long restNs)
    {
        if (restNs == 0)
        {
            return false;
        }
        if (nowNs + restNs >= _window.EndNs)
        {
            BecomeIdle();
            return true;
        }
        BecomeQueued();
        // Timers count whole milliseconds, and take less for none.
        _resting!.Change(TimeSpan.FromMilliseconds(Math.Ceiling(restNs / 1e6)), Timeout.InfiniteTimeSpan);
        return true;
    }

    private void Work(RecordingLane lane, long nowNs)
    {
        long sliceEndNs = nowNs + SliceNs;
        while (!MakesWay(nowNs))
        {
            if (!TryNext(nowNs, out long number))
            {
                BecomeIdle();
                return;
            }
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
