using Bench.Harness.Load;
using Bench.Harness.Record;

namespace Bench.Cli.Live;

/// <summary>Turns the running counts of a launch, which begin anew with each stage, into what came on top since the last time.</summary>
internal sealed class OutcomeIncrements
{
    /// <summary>What calls came to.</summary>
    /// <param name="Ok">Right answers in time.</param>
    /// <param name="Error">Errors.</param>
    /// <param name="Timeout">Calls without an answer within the deadline.</param>
    /// <param name="Cancelled">Calls that were given up.</param>
    /// <param name="Dropped">Arrivals never begun.</param>
    internal readonly record struct Outcomes(long Ok, long Error, long Timeout, long Cancelled, long Dropped)
    {
        /// <summary>Calls that were not answered rightly in time.</summary>
        public long Failed => Error + Timeout + Cancelled + Dropped;

        public static Outcomes operator -(Outcomes a, Outcomes b) =>
            new(a.Ok - b.Ok, a.Error - b.Error, a.Timeout - b.Timeout, a.Cancelled - b.Cancelled, a.Dropped - b.Dropped);

        /// <summary>Whether nothing was taken back.</summary>
        public bool IsGrowth => Ok >= 0 && Error >= 0 && Timeout >= 0 && Cancelled >= 0 && Dropped >= 0;
    }

    private Outcomes _last;
    private TimeSpan _elapsed;
    private bool _inWindow;

    /// <summary>A launch, or a window of a search, begins.</summary>
    public void Begin() => (_last, _elapsed, _inWindow) = (default, TimeSpan.Zero, false);

    /// <summary>What a report brought.</summary>
    public Outcomes Add(LoadProgress progress)
    {
        bool inWindow = progress.Stage != LoadStage.Warmup;

        // A warm-up until the steady state comes in blocks, each with counts of its own.
        bool anew = inWindow != _inWindow || (!inWindow && progress.Elapsed < _elapsed);
        var now = new Outcomes(progress.Ok, progress.Failed - progress.Timeout - progress.Cancelled, progress.Timeout, progress.Cancelled, progress.Dropped);
        Outcomes grown = now - (anew ? default : _last);
        (_last, _elapsed, _inWindow) = (now, progress.Elapsed, inWindow);
        return grown.IsGrowth ? grown : now;
    }

    /// <summary>What is missing of the window's counts when they are known; nothing if they are about something else.</summary>
    public Outcomes End(CallCounts counts)
    {
        Outcomes rest = new Outcomes(counts.Ok, counts.Error, counts.Timeout, counts.Cancelled, counts.Dropped) - (_inWindow ? _last : default);
        return rest.IsGrowth ? rest : default;
    }
}
