using Bench.Harness.Load;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>Searches the capacity of a cell: a launch for each window, one after another.</summary>
internal sealed class CapacityRun(ILauncher launcher, IObjectiveJudge judge, IRunObserver observer)
{
    // A server that was overloaded may need a moment to be started anew; one that can't be reached twice in a row is gone.
    private const int GoneAfter = 2;

    /// <summary>Searches to the end, until the target is gone for good, or until stopped.</summary>
    /// <param name="cell">The cell, whose load is a <see cref="CapacityLoad"/>.</param>
    /// <param name="matrix">The run it belongs to.</param>
    /// <param name="round">Round, from 1.</param>
    /// <param name="earlierPerSecond">What an earlier round confirmed; null if none did.</param>
    /// <param name="stop">Ends the search now.</param>
    /// <returns>The window that confirmed the rate, or the last one if none did, with the trail; null if stopped before there was anything.</returns>
    public async Task<LaunchReport?> SearchAsync(Cell cell, CellMatrix matrix, int round, double? earlierPerSecond, CancellationToken stop)
    {
        var load = (CapacityLoad)cell.Load;
        CapacitySearch search = earlierPerSecond is double earlier ? CapacitySearch.Near(earlier, round) : new CapacitySearch();
        var trail = new List<SearchStep>();
        LaunchReport? last = null;
        RoundRecord? confirmed = null;
        int unreached = 0;
        while (search.Next is { } probe && unreached < GoneAfter && !stop.IsCancellationRequested)
        {
            observer.Probing(cell, probe);
            Cell window = WindowOf(cell, load, probe);
            LaunchReport? report = await launcher.LaunchAsync(window, matrix, round, progress => observer.Progressed(cell, progress), stop).ConfigureAwait(false);
            last = report ?? last;
            if (report is null || stop.IsCancellationRequested)
            {
                break;
            }
            SearchStep step = StepOf(window, load, probe, report);
            trail.Add(step);
            observer.Probed(cell, step);
            search.Tell(step.Met);
            confirmed = step.Met && probe.Windows > 1 ? report.Round : confirmed;
            unreached = report.TargetLost && report.Round.Counts.Started == 0 ? unreached + 1 : 0;
        }
        if (last is null)
        {
            return null;
        }
        bool gone = unreached == GoneAfter;
        RoundRecord shown = gone ? last.Round : confirmed ?? WithoutFigures(last.Round);
        return new LaunchReport(
            shown with
            {
                CapacityPerSecond = gone ? null : search.ConfirmedPerSecond,
                Search = RecordOf(load, search, trail),
                Partial = stop.IsCancellationRequested ? true : shown.Partial,
            },
            TargetLost: gone || (confirmed is null && last.TargetLost));
    }

    private static Cell WindowOf(Cell cell, CapacityLoad load, CapacityProbe probe) => cell with
    {
        Load = load.At(probe.RatePerSecond),
        Settings = cell.Settings with { Duration = probe.Windows * cell.Settings.Duration!.Value },
    };

    private SearchStep StepOf(Cell window, CapacityLoad load, CapacityProbe probe, LaunchReport report)
    {
        ObjectiveVerdict verdict = judge.Judge(RunCoordinator.RecordOf(window, [report.Round], []), load.Objective);
        // A launch that failed although its target did not was lost by the load worker.
        bool workerLost = report.Round.Failure is not null && !report.TargetLost;
        return new SearchStep(
            probe.Stage,
            probe.RatePerSecond,
            window.Settings.Duration!.Value.TotalMilliseconds,
            verdict.IsMet,
            verdict.Parts,
            verdict.WhyNot,
            verdict.GeneratorLimited || workerLost ? true : null);
    }

    private static SearchRecord RecordOf(CapacityLoad load, CapacitySearch search, IReadOnlyList<SearchStep> trail) => new()
    {
        Objective = load.Objective,
        Outcome = search.Outcome,
        ConfirmedPerSecond = search.ConfirmedPerSecond,
        NotMetPerSecond = search.NotMetPerSecond,
        GeneratorLimited = search.NotMetPerSecond is double rate && trail.Where(s => s.RatePerSecond == rate && !s.Met).All(s => s.GeneratorLimited == true) ? true : null,
        Trail = trail,
    };

    /// <summary>Figures of a window that met no objective are not the cell's; what became of its calls may tell why.</summary>
    private static RoundRecord WithoutFigures(RoundRecord round) => round with
    {
        ThroughputPerSecond = null,
        GoodputPerSecond = null,
        AttemptsPerCall = null,
        Latency = null,
        Client = null,
        Server = null,
        Wire = null,
        Connections = null,
    };
}
