using Bench.Harness.Measure;

namespace Bench.Harness.Load;

/// <summary>Reads running figures from the lanes while calls go on, about twice a second and only if someone wants to know.</summary>
internal sealed class ProgressMeter
{
    private const long IntervalNs = 500_000_000;

    private readonly LoadSession _session;
    private readonly LoadDrive _drive;
    private readonly ILoadObserver? _observer;
    private readonly long _startNs;

    // Calls go on while lanes are read, so that the difference of counts may be more than there can be.
    private readonly long _mostInFlight;
    private LatencyHistogram _now = new LatencyHistogram().Reserve(LatencyHistogram.ReservedNs);
    private LatencyHistogram _before = new LatencyHistogram().Reserve(LatencyHistogram.ReservedNs);
    private LoadStage _stage;
    private long _lastNs;
    private long _lastOutcomes;

    public ProgressMeter(LoadSession session, LoadDrive drive, ILoadObserver? observer, long startNs)
    {
        _session = session;
        _drive = drive;
        _observer = observer;
        _startNs = _lastNs = startNs;
        _mostInFlight = (session.Options.Model as ClosedLoad)?.Workers ?? long.MaxValue;
    }

    /// <summary>Reports if it is time to.</summary>
    /// <returns>When it is next, ns.</returns>
    public long ReportIfDue(long nowNs, LoadStage stage)
    {
        if (_observer is null)
        {
            return long.MaxValue;
        }
        if (nowNs - _lastNs >= IntervalNs)
        {
            _observer.Progressed(Read(nowNs, stage));
        }
        return _lastNs + IntervalNs;
    }

    private LoadProgress Read(long nowNs, LoadStage stage)
    {
        bool inWindow = stage != LoadStage.Warmup;
        if (inWindow && _stage == LoadStage.Warmup)
        {
            _lastOutcomes = 0;
            _lastNs = Math.Max(_lastNs, _session.Window.StartNs);
        }
        _stage = stage;
        long ok = 0;
        long errors = 0;
        long timeouts = 0;
        long cancelled = 0;
        _now.Clear();
        foreach (RecordingLane lane in _session.Lanes.ToArray())
        {
            OutcomeCounts counts = inWindow ? lane.Window : lane.Warmup;
            ok += counts.Ok;
            errors += counts.Error;
            timeouts += counts.Timeout;
            cancelled += counts.Cancelled;
            _now.Add(lane.Response);
        }
        long failed = errors + timeouts + cancelled;
        (LatencyHistogram now, LatencyHistogram before) = (_now, _before);
        long? Percentile(double percentile) => now.Count > before.Count ? now.PercentileSince(before, percentile) : null;
        (_, long started, long dropped) = _drive.Starts(inWindow);
        double rate = (ok + failed - _lastOutcomes) * 1e9 / Math.Max(1, nowNs - _lastNs);
        (_now, _before) = (_before, _now);
        _lastOutcomes = ok + failed;
        _lastNs = nowNs;
        long stageStartNs = stage switch
        {
            LoadStage.Warmup => _startNs,
            LoadStage.Window => _session.Window.StartNs,
            _ => _session.Window.EndNs,
        };
        return new LoadProgress(
            stage, TimeSpan.FromTicks((nowNs - stageStartNs) / TimeSpan.NanosecondsPerTick), started, ok, failed, dropped, rate, Percentile(99))
        {
            Timeout = timeouts,
            Cancelled = cancelled,
            InFlight = Math.Clamp(started - ok - failed, 0, _mostInFlight),
            P50Ns = Percentile(50),
            P90Ns = Percentile(90),
            P999Ns = Percentile(99.9),
        };
    }
}
