using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Harness.Time;
using Bench.Results;
using Bench.Results.Checks;
using Bench.Results.Gates;

namespace Bench.Cli.Calibrations;

/// <summary>Measures what a calibration has made, through the same pipeline, processes and checks as every run.</summary>
public sealed class CalibrationBench
{
    private readonly PlugCatalog _plugs;

    /// <param name="plugs">The plugs of this program.</param>
    /// <param name="clock">The time source.</param>
    public CalibrationBench(PlugCatalog plugs, Clock clock) => (_plugs, Clock) = (plugs, clock);

    /// <summary>The time source.</summary>
    public Clock Clock { get; }

    /// <summary>Measures one cell once, in processes of its own, over shared connections and with MessagePack unless the plan says otherwise.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="disturb">What befalls the load worker in the window; null for nothing.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CalibrationException">Nothing was measured.</exception>
    public Task<CellRecord> MeasureAsync(RunPlan plan, Func<RunningWorker, CancellationToken, Task>? disturb, CancellationToken cancellation) =>
        MeasureAsync(plan, _plugs, new ProcessLauncher(_plugs, Clock, disturb), cancellation);

    /// <summary>Measures a scenario that no catalog holds, once, in this process.</summary>
    /// <param name="plan">The plan, without its scenario.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CalibrationException">Nothing was measured.</exception>
    public Task<CellRecord> MeasureHereAsync(RunPlan plan, IScenario scenario, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(scenario);
        PlugCatalog plugs = _plugs.With(scenario);
        return MeasureAsync(plan with { Scenarios = [scenario.Name], InProcess = true }, plugs, new InProcessLauncher(plugs), cancellation);
    }

    private async Task<CellRecord> MeasureAsync(RunPlan plan, PlugCatalog plugs, ILauncher launcher, CancellationToken cancellation)
    {
        RunPlan whole = new RunPlan { Transports = ["multiplexed"], Codecs = ["messagepack"], Rounds = 1, Warmup = "500ms" }.With(plan);
        var matrix = CellMatrix.Of(whole, plugs);
        ICheck[] checks = [.. plugs.All<ICheck>()];
        var coordinator = new RunCoordinator(launcher, Clock, new ObjectiveJudge(EnvironmentProbe.Environment(matrix.Settings), checks));
        MeasuredRun measured = await coordinator.RunAsync(matrix, quick: false, new Unwatched(), cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        CellRecord cell = RunRecordAssembly.Complete(measured.Record, checks).Cells[0];
        return cell.Rounds[0].Failure is string failure ? throw new CalibrationException($"nothing was measured: {failure}") : cell;
    }

    private sealed class Unwatched : IRunObserver;
}
