using Bench.Harness.Outcome;

namespace Bench.Harness.Load;

/// <summary>
/// Calls of one line of a closed load, answered in the order in which they were sent: a connection without ids, with one call under way or several. Whoever
/// drives the line sends and receives; here each call gets its times, its place in the window and its one outcome. One thread at a time; allocates nothing per call.
/// </summary>
public sealed class OrderedCalls
{
    private const int Idle = 0;
    private const int Busy = 1;
    private const int Closed = 2;

    private readonly LoadSession _session;
    private readonly LoadWindow _window;
    private readonly CallNumbers? _numbers;
    private readonly long _deadlineNs;
    private readonly long[] _startedNs;
    private int _oldest;
    private int _inFlight;
    private int _state;
    private long _overdueNs = long.MaxValue;

    /// <param name="most">Calls under way at most.</param>
    /// <param name="session">The load.</param>
    /// <param name="numbers">Hands out the calls of the window; null where their number has no limit.</param>
    internal OrderedCalls(int most, LoadSession session, CallNumbers? numbers)
    {
        _session = session;
        _window = session.Window;
        _numbers = numbers;
        _deadlineNs = session.Options.Deadline.Ticks * TimeSpan.NanosecondsPerTick;
        _startedNs = new long[most];
    }

    /// <summary>Calls under way.</summary>
    public int InFlight => _inFlight;

    /// <summary>Whether the oldest call under way has had its whole deadline; from any thread.</summary>
    /// <param name="nowNs">Time of the clock, ns.</param>
    public bool IsOverdue(long nowNs) => nowNs > Volatile.Read(ref _overdueNs);

    internal long StartedInWarmup { get; private set; }

    internal long StartedInWindow { get; private set; }

    /// <summary>Start of the last call.</summary>
    internal long LastStartedNs { get; private set; }

    /// <summary>End of the last call.</summary>
    internal long LastEndedNs { get; private set; }

    /// <summary>The oldest calls were answered; as many new ones start as there is room for, unless the load is over. One reading of the clock for all.</summary>
    /// <param name="answered">How many were answered, 0 to <see cref="InFlight"/>.</param>
    /// <returns>How many start: they are to be sent now. None start once the load is over, nor after the line has ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">More were answered than are under way.</exception>
    public int Next(int answered) => Next(answered, CallOutcome.Ok);

    /// <summary>The oldest calls have ended so; as many new ones start as there is room for, likewise.</summary>
    /// <param name="ended">How many have ended, 0 to <see cref="InFlight"/>.</param>
    /// <param name="outcome">How.</param>
    /// <returns>How many start.</returns>
    /// <exception cref="ArgumentOutOfRangeException">More have ended than are under way.</exception>
    public int Next(int ended, in CallOutcome outcome)
    {
        if (!TryEnter())
        {
            return 0;
        }
        if ((uint)ended > (uint)_inFlight)
        {
            Leave();
            throw new ArgumentOutOfRangeException(nameof(ended), ended, $"{_inFlight} calls are under way");
        }
        long nowNs = _session.Clock.NowNs;
        if (ended > 0)
        {
            Record(ended, nowNs, outcome);
        }
        int started = Start(nowNs);
        Leave();
        return started;
    }

    /// <summary>All calls under way have ended so; the line starts no more.</summary>
    public void End(in CallOutcome outcome)
    {
        if (TryEnter())
        {
            Record(_inFlight, _session.Clock.NowNs, outcome);
            Volatile.Write(ref _state, Closed);
        }
    }

    /// <summary>Counts calls still under way as cancelled; whoever drives the line does nothing more here.</summary>
    internal void Abandon(long nowNs)
    {
        while (Volatile.Read(ref _state) != Closed)
        {
            if (!TryEnter())
            {
                Thread.Yield();
                continue;
            }
            for (int i = 0; i < _inFlight; i++)
            {
                _session.CountGivenUp();
            }
            Record(_inFlight, nowNs, CallOutcome.Cancelled);
            Volatile.Write(ref _state, Closed);
        }
    }

    private bool TryEnter() => Interlocked.CompareExchange(ref _state, Busy, Idle) == Idle;

    private void Leave()
    {
        Volatile.Write(ref _overdueNs, _inFlight > 0 ? _startedNs[_oldest] + _deadlineNs : long.MaxValue);
        Volatile.Write(ref _state, Idle);
    }

    private void Record(int ended, long nowNs, in CallOutcome outcome)
    {
        RecordingLane lane = _session.Lanes.Current;
        for (int i = 0; i < ended; i++)
        {
            long startedNs = _startedNs[_oldest];
            lane.Record(startedNs >= _window.StartNs, 0, startedNs, startedNs, nowNs, outcome);
            _oldest = _oldest + 1 == _startedNs.Length ? 0 : _oldest + 1;
        }
        _inFlight -= ended;
        LastEndedNs = ended > 0 ? nowNs : LastEndedNs;
    }

    private int Start(long nowNs)
    {
        int started = 0;
        int free = _oldest + _inFlight;
        while (_inFlight < _startedNs.Length && nowNs < _window.EndNs && MayStart(nowNs))
        {
            _startedNs[free < _startedNs.Length ? free : free - _startedNs.Length] = nowNs;
            free++;
            _inFlight++;
            started++;
        }
        if (started == 0)
        {
            return 0;
        }
        LastStartedNs = nowNs;
        if (nowNs < _window.StartNs)
        {
            StartedInWarmup += started;
        }
        else
        {
            StartedInWindow += started;
        }
        return started;
    }

    private bool MayStart(long nowNs)
    {
        if (_numbers is null || nowNs < _window.StartNs)
        {
            return true;
        }
        bool taken = _numbers.TryTake(out _, out _);
        if (_numbers.AreExhausted)
        {
            _window.CloseAt(nowNs + 1);
        }
        return taken;
    }
}
