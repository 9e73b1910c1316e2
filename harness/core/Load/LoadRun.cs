using Bench.Harness.Measure;
using Bench.Harness.Time;

namespace Bench.Harness.Load;

/// <summary>The course of one load, on a thread of its own: warm-up, window, drain, result.</summary>
internal sealed class LoadRun : IDisposable
{
    // An open load needs a moment to have its pacer in place; what is due before would be late through no fault of the system's.
    private static readonly TimeSpan OpenLead = TimeSpan.FromMilliseconds(5);

    // Beyond the deadline, so that the callers' own timeouts come first.
    private static readonly TimeSpan DrainMargin = TimeSpan.FromMilliseconds(100);

    // Late in the warm-up most threads are there that there will be; this much before its end, memory for others takes nothing of the window.
    private static readonly TimeSpan ReserveLead = TimeSpan.FromMilliseconds(20);
    private static readonly int ThreadsToCome = Environment.ProcessorCount + 2;

    private static readonly TimeSpan BriefDrain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CancellationPatience = TimeSpan.FromSeconds(1);

    // Never disposed: a call that was given up may still look at its token.
    private readonly CancellationTokenSource _cancellation = new();
    private readonly LoadOptions _options;
    private readonly Clock _clock;
    private readonly LoadWindow _window;
    private readonly LoadSession _session;
    private readonly LoadDrive _drive;
    private readonly ProgressMeter _progress;
    private readonly ILoadObserver? _observer;
    private readonly CancellationToken _stop;
    private bool _interrupted;

    private LoadRun(LoadOptions options, Func<LoadSession, long, LoadDrive> createDrive, ILoadObserver? observer, CancellationToken stop)
    {
        _options = options;
        _clock = options.Clock;
        _observer = observer;
        _stop = stop;
        long startNs = _clock.NowNs + (options.Model is ClosedLoad ? 0 : Ns(OpenLead));
        long windowStartNs = startNs + Ns(options.Warmup);
        TimeSpan? duration = (options.Model as RampLoad)?.Duration ?? options.Duration;
        _window = new LoadWindow(windowStartNs, duration is TimeSpan length ? windowStartNs + Ns(length) : long.MaxValue);
        _session = new LoadSession(options, _window, _cancellation.Token);
        _drive = createDrive(_session, startNs);
        _progress = new ProgressMeter(_session, _drive, observer, startNs);
    }

    /// <param name="options">What load.</param>
    /// <param name="createDrive">Makes what drives it, for a session that starts at a time, ns of the clock.</param>
    /// <param name="observer">Told about the course; null for nobody.</param>
    /// <param name="stop">Ends the window now.</param>
    public static LoadResult Conduct(LoadOptions options, Func<LoadSession, long, LoadDrive> createDrive, ILoadObserver? observer, CancellationToken stop)
    {
        using var watchdog = new PauseWatchdog(options.Clock);
        using var run = new LoadRun(options, createDrive, observer, stop);
        using CancellationTokenRegistration wake = stop.UnsafeRegister(static window => ((LoadWindow)window!).Moved.Set(), run._window);
        return run.Conduct(watchdog);
    }

    public void Dispose() => _window.Dispose();

    private static long Ns(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    private LoadResult Conduct(PauseWatchdog watchdog)
    {
        try
        {
            _observer?.WindowScheduled(_window.StartNs);
            _drive.Start();
            WaitUntil(_window.StartNs - Ns(ReserveLead), LoadStage.Warmup);
            _session.Lanes.Reserve(ThreadsToCome);
            WaitUntil(_window.StartNs, LoadStage.Warmup);
            bool windowReached = _window.EndNs > _window.StartNs;
            if (windowReached)
            {
                _observer?.WindowStarted(_window.StartNs);
                WaitUntil(long.MaxValue, LoadStage.Window);
            }
            bool endKnown = !_drive.EndsWithLastOutcome;
            if (windowReached && endKnown)
            {
                _observer?.WindowEnded(_window.EndNs);
            }
            Drain();
            if (windowReached && !endKnown)
            {
                _observer?.WindowEnded(_drive.WindowEndNs);
            }
        }
        catch
        {
            _window.CloseAt(_clock.NowNs);
            Cancel();
            _drive.Abandon();
            throw;
        }
        long endNs = _drive.WindowEndNs;
        return LoadResults.Of(_session, _drive, watchdog, Math.Min(_window.StartNs, endNs), endNs, _interrupted);
    }

    /// <summary>Returns at that time or at the window's end, whatever is first.</summary>
    private void WaitUntil(long untilNs, LoadStage stage)
    {
        while (true)
        {
            long nowNs = _clock.NowNs;
            if (_stop.IsCancellationRequested && nowNs < _window.EndNs)
            {
                _interrupted = true;
                _window.CloseAt(nowNs);
            }
            long nextNs = Math.Min(untilNs, _window.EndNs);
            if (nowNs >= nextNs)
            {
                return;
            }
            nextNs = Math.Min(nextNs, _progress.ReportIfDue(nowNs, stage));
            _window.Moved.Wait(TimeSpan.FromMilliseconds(Math.Clamp((nextNs - nowNs + 999_999) / 1_000_000, 1, 1000)));
            _window.Moved.Reset();
        }
    }

    private void Drain()
    {
        if (!IsQuietWithin(nowNs => _drive.DrainStartNs(nowNs) + Ns(DrainTime) + Ns(DrainMargin)))
        {
            Cancel();
            long giveUpNs = _clock.NowNs + Ns(CancellationPatience);
            _ = IsQuietWithin(_ => giveUpNs);
        }
        _drive.Abandon();
    }

    private TimeSpan DrainTime => _stop.IsCancellationRequested && _options.Deadline > BriefDrain ? BriefDrain : _options.Deadline;

    private bool IsQuietWithin(Func<long, long> limitNs)
    {
        while (!_drive.IsQuiet())
        {
            long nowNs = _clock.NowNs;
            if (nowNs > limitNs(nowNs))
            {
                return false;
            }
            _progress.ReportIfDue(nowNs, LoadStage.Drain);
            _window.Moved.Wait(1);
            _window.Moved.Reset();
        }
        return true;
    }

    // On the thread pool: what callers have registered with their token may block or throw.
    private void Cancel() => _ = _cancellation.CancelAsync().ContinueWith(
        static task => task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
