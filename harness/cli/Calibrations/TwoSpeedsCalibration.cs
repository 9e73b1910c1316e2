using Bench.Harness.Record;
using Bench.Harness.Run;

namespace Bench.Cli.Calibrations;

/// <summary>A server of two speeds is called one, and its percentiles are those of the right group.</summary>
public sealed class TwoSpeedsCalibration : ICalibration
{
    /// <inheritdoc/>
    public string Name => "two-speeds";

    /// <inheritdoc/>
    public string Summary => "a server of two speeds is noticed";

    /// <inheritdoc/>
    public int Rank => 1;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Proof>> ProveAsync(CalibrationBench bench, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(bench);
        var weights = new Dictionary<string, int> { [nameof(ITimed.After1MsAsync)] = 70, [nameof(ITimed.After100MsAsync)] = 30 };
        CellRecord cell = await bench.MeasureAsync(
            new RunPlan { Scenarios = [TimedScenario.PlugName], Weights = weights, Loads = ["open:300"], Duration = "4s" }, null, cancellation).ConfigureAwait(false);
        Percentiles<double> response = cell.Rounds[0].Latency!.Response!;
        return
        [
            Proofs.Found("the shape of the response times", "70 % of calls take 1 ms, 30 % take 100 ms", cell, "modality", Severity.Note),
            Proofs.Time("p50", 1e6, response.P50Ns, 0.01, 200_000),
            Proofs.Time("p90", 100e6, response.P90Ns, 0.01, 200_000),
        ];
    }
}
