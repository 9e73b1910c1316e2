using Bench.Harness.Measure;

namespace Bench.Harness.Load;

/// <summary>Drives an open load through a <see cref="Pacer"/>.</summary>
internal sealed class OpenDrive : LoadDrive
{
    private static readonly TimeSpan Endless = TimeSpan.FromDays(3650);

    // How long the pacer may take to come to rest when stopped; only a caller's constructor can hold it up.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    private readonly LoadSession _session;
    private readonly OpenSlots _slots;
    private readonly PacedStage _warmup;
    private readonly PacedStage _main;
    private readonly Pacer _pacer;
    private OpenSlot[]? _lastSlots;
    private int _quietSlots;

    public OpenDrive(LoadSession session, long startNs, ICaller firstCaller, Func<ICaller> createCaller)
    {
        LoadOptions options = session.Options;
        (IReadOnlyList<LoadPhase> phases, double meanRate, bool poisson) = options.Model switch
        {
            OpenLoad open => ([Step(open.RatePerSecond, options.Duration ?? Endless)], open.RatePerSecond, open.Poisson),
            RampLoad ramp => (ramp.Phases, ramp.MeanRatePerSecond, ramp.Poisson),
            _ => throw new ArgumentException($"{options.Model} is not an open load."),
        };
        LoadPhase[] warmupPhases = options.Warmup > TimeSpan.Zero ? [Step(meanRate, options.Warmup)] : [];
        _session = session;
        _slots = new OpenSlots(session, createCaller);
        _slots.AddFirst(firstCaller);
        _warmup = Stage(warmupPhases, poisson ? ~options.Seed : null, startNs, inWindow: false);
        _main = Stage(phases, poisson ? options.Seed : null, session.Window.StartNs, inWindow: true);
        _pacer = new Pacer(session, _slots, _warmup, _main);
    }

    public override LatencyHistogram? SendLag => _pacer.SendLag;

    public override bool EndsWithLastOutcome => false;

    public override long WindowEndNs => _session.Window.EndNs;

    public override void Start() => _pacer.Start();

    public override bool IsQuiet()
    {
        if (!_pacer.HasEnded)
        {
            return false;
        }
        _lastSlots ??= _slots.ToArray();
        while (_quietSlots < _lastSlots.Length && _lastSlots[_quietSlots].IsQuiet)
        {
            _quietSlots++;
        }
        return _quietSlots == _lastSlots.Length;
    }

    // Overdue arrivals go out after the window's end; each has its deadline from then. The bound of lateness ends that.
    public override long DrainStartNs(long nowNs) => Math.Max(
        _session.Window.EndNs,
        _pacer.HasEnded
            ? _pacer.LastSentNs
            : Math.Min(nowNs, _session.Window.EndNs + (_session.Options.LatenessBound.Ticks * TimeSpan.NanosecondsPerTick)));

    public override void Abandon()
    {
        _pacer.Stop();
        long giveUpNs = _session.Clock.NowNs + (StopPatience.Ticks * TimeSpan.NanosecondsPerTick);
        do
        {
            foreach (OpenSlot slot in _slots.ToArray())
            {
                slot.Abandon(_session.Clock.NowNs);
            }
            if (_pacer.IsStill)
            {
                _pacer.DropRest();
                return;
            }
            Thread.Yield();
        }
        while (_session.Clock.NowNs < giveUpNs);
        throw new InvalidOperationException("The load can't end: making a caller neither returns nor throws.");
    }

    public override (long Scheduled, long Started, long Dropped) Starts(bool inWindow)
    {
        PacedStage stage = inWindow ? _main : _warmup;
        return (stage.Index, stage.Started, stage.Dropped);
    }

    private static LoadPhase Step(double rate, TimeSpan duration) => new(rate, rate, duration);

    private static PacedStage Stage(IReadOnlyList<LoadPhase> phases, ulong? poissonSeed, long startNs, bool inWindow) =>
        new(ArrivalSchedule.Over(new ArrivalCurve(phases), poissonSeed), startNs, inWindow);
}
