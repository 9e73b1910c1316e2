using Bench.Harness.Measure;
using Bench.Harness.Time;

namespace Bench.Harness.Load;

/// <summary>
/// Starts the arrivals of an open load when they are due, on a thread of its own, on which each call runs up to its first
/// await. Whatever is overdue goes out at once, with its intended start kept; nothing is skipped, but arrivals later than
/// the bound and those above the limit in flight are dropped and counted.
/// </summary>
internal sealed class Pacer
{
    // Above this rate the gaps are shorter than a sleep and its spin together, which would keep a core busy: there it only
    // sleeps. Below, up to an eighth of a gap may be spun away, and 25 µs always.
    private const double SpinBelowPerSecond = 15_000;
    private const long AlwaysSpinNs = 25_000;
    private const double SpinShare = 0.125;

    // How long a sleep may keep it from seeing that the window was closed.
    private const long MaxSleepNs = 20_000_000;

    private readonly LoadSession _session;
    private readonly LoadWindow _window;
    private readonly OpenSlots _slots;
    private readonly PacedStage _warmup;
    private readonly PacedStage _main;
    private readonly long _latenessBoundNs;
    private readonly long _count;
    private readonly Thread _thread;
    private OpenSlot? _sending;
    private volatile bool _stopped;
    private volatile bool _ended;
    private long _lastSentNs;

    public Pacer(LoadSession session, OpenSlots slots, PacedStage warmup, PacedStage main)
    {
        _session = session;
        _window = session.Window;
        _slots = slots;
        _warmup = warmup;
        _main = main;
        _latenessBoundNs = session.Options.LatenessBound.Ticks * TimeSpan.NanosecondsPerTick;
        _count = session.Options.Count ?? long.MaxValue;
        _thread = new Thread(Run) { IsBackground = true, Name = "load pacer" };
    }

    public LatencyHistogram SendLag { get; } = new LatencyHistogram().Reserve(LatencyHistogram.ReservedNs);

    /// <summary>No arrival will be sent any more.</summary>
    public bool HasEnded => _ended;

    /// <summary>When the last arrival was sent.</summary>
    public long LastSentNs => Volatile.Read(ref _lastSentNs);

    public void Start() => _thread.Start();

    /// <summary>Sends nothing more from the next arrival on.</summary>
    public void Stop() => _stopped = true;

    /// <summary>
    /// After <see cref="Stop"/>: whether it touches nothing any more, as it has ended or is held up in a call that was
    /// given up, after which it ends.
    /// </summary>
    public bool IsStill
    {
        get
        {
            Interlocked.MemoryBarrier();
            return _ended || Volatile.Read(ref _sending) is { IsAbandoned: true };
        }
    }

    /// <summary>Counts what is left of the schedule as dropped; only when <see cref="IsStill"/>.</summary>
    public void DropRest()
    {
        Drop(_warmup, Math.Min(_window.StartNs, _window.EndNs));
        Drop(_main, _window.EndNs);
    }

    private static void Drop(PacedStage stage, long untilNs)
    {
        while (stage.DueNs < untilNs)
        {
            stage.Dropped++;
            stage.Advance();
        }
    }

    private static long SpinAllowanceNs(double ratePerSecond) =>
        ratePerSecond >= SpinBelowPerSecond ? 0 : Math.Max(AlwaysSpinNs, (long)Math.Min(SpinShare * 1e9 / ratePerSecond, MaxSleepNs));

    private void Run()
    {
        DueWait wait = DueWait.For(_session.Clock);
        while (_warmup.DueNs < Math.Min(_window.StartNs, _window.EndNs) && !_stopped)
        {
            SendWhenDue(_warmup, wait);
        }
        while (_main.DueNs < _window.EndNs && !_stopped)
        {
            if (_main.Index == _count)
            {
                _window.CloseAt(_main.DueNs);
                break;
            }
            SendWhenDue(_main, wait);
        }
        _ended = true;
    }

    private void SendWhenDue(PacedStage stage, DueWait wait)
    {
        long dueNs = stage.DueNs;
        long nowNs = _session.Clock.NowNs;
        if (nowNs < dueNs)
        {
            bool inOneSleep = dueNs - nowNs <= MaxSleepNs;
            wait.Until(inOneSleep ? dueNs : nowNs + MaxSleepNs, inOneSleep ? SpinAllowanceNs(stage.RatePerSecond) : 0);
            return;
        }
        long index = stage.Index;
        stage.Advance();
        if (nowNs - dueNs > _latenessBoundNs || _slots.Take() is not OpenSlot slot)
        {
            stage.Dropped++;
            return;
        }
        stage.Started++;
        if (stage.InWindow)
        {
            SendLag.Record(nowNs - dueNs);
        }
        Volatile.Write(ref _lastSentNs, nowNs);
        Volatile.Write(ref _sending, slot);
        slot.Send(index, dueNs, nowNs, stage.InWindow);
        // A full fence, so that the check for Stop that follows is not done before: see IsStill.
        Interlocked.Exchange(ref _sending, null);
    }
}
