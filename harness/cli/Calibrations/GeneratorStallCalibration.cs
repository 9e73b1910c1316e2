using Bench.Harness.Record;
using Bench.Harness.Run;

namespace Bench.Cli.Calibrations;

/// <summary>A load generator that stands still for 1 s in 10 s: nothing is skipped, the pause is found, and it is not blamed on the server.</summary>
public sealed class GeneratorStallCalibration : ICalibration
{
    private const double PausedMs = 1_000;

    // The watchdog wakes every 25 ms, and signals take their time on a busy machine.
    private const double ToleranceMs = 60;

    /// <inheritdoc/>
    public string Name => "generator-stall";

    /// <inheritdoc/>
    public string Summary => "a load generator that stands still is named, and its late calls are still sent and timed from when they were due";

    /// <inheritdoc/>
    public int Rank => 3;

    /// <inheritdoc/>
    public string? WhyNot => RunningWorker.WhyNotPaused;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Proof>> ProveAsync(CalibrationBench bench, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(bench);
        CellRecord cell = await bench.MeasureAsync(
            new RunPlan { Scenarios = ["echo"], Loads = ["open:500"], Duration = "10s" },
            async (worker, end) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(4), bench.Clock.Provider, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await worker.PauseAsync(TimeSpan.FromMilliseconds(PausedMs), bench.Clock.Provider, end).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
        RoundRecord round = cell.Rounds[0];
        PauseInfo? pause = round.Pauses?.MaxBy(p => p.DurationMs);
        double server = round.ServerPauses?.Sum(p => p.DurationMs) ?? 0;
        return
        [
            .. Stall.Percentiles("", round.Latency!.Response!, PausedMs / 1_000),
            Proofs.Time("length of the pause", PausedMs * 1e6, pause?.DurationMs * 1e6, 0, ToleranceMs * 1e6),
            Proofs.Time("its start in the window", 4e9, pause?.AtMs * 1e6, 0, ToleranceMs * 1e6),
            Proofs.Found("who stood still", "the load generator", cell, "generator-pauses", Severity.Degraded),
            new Proof("pauses laid at the server's door", "none", $"{server:0} ms", $"below {PausedMs / 10:0} ms", server < PausedMs / 10),
            new Proof("calls sent", $"{round.Counts.Scheduled:0}", $"{round.Counts.Started:0}", "all", round.Counts.Started == round.Counts.Scheduled && round.Counts.Scheduled == 5_000),
        ];
    }
}
