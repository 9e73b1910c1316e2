using Bench.Harness.Record;
using Bench.Harness.Run;

namespace Bench.Cli.Calibrations;

/// <summary>A load generator that gets a tenth of a core, as a container's quota would give it: the run is invalid, the server not slow.</summary>
public sealed class StarvedGeneratorCalibration : ICalibration
{
    private static readonly TimeSpan Runs = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Stands = TimeSpan.FromMilliseconds(90);

    /// <inheritdoc/>
    public string Name => "starved-generator";

    /// <inheritdoc/>
    public string Summary => "a load generator starved of CPU makes a run invalid, not a server slow";

    /// <inheritdoc/>
    public int Rank => 4;

    /// <inheritdoc/>
    public string? WhyNot => RunningWorker.WhyNotPaused;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Proof>> ProveAsync(CalibrationBench bench, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(bench);
        CellRecord cell = await bench.MeasureAsync(
            new RunPlan { Scenarios = ["echo"], Loads = ["open:500"], Duration = "5s" },
            async (worker, end) =>
            {
                while (!end.IsCancellationRequested)
                {
                    await worker.PauseAsync(Stands, bench.Clock.Provider, end).ConfigureAwait(false);
                    await Task.Delay(Runs, bench.Clock.Provider, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            },
            cancellation).ConfigureAwait(false);
        return [Proofs.Found("a generator that runs 10 ms in every 100 ms", "starved", cell, "generator-pauses", Severity.Invalid)];
    }
}
