using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Results.Quantities;

namespace Bench.Cli.Calibrations;

/// <summary>
/// A server that stands still for 1 s in 10 s. At a steady rate the calls due meanwhile wait evenly from 1 s down to nothing and are a tenth of
/// all, so that the p95 is 0.5 s and the p99 0.9 s; a closed loop hardly sees it, and must say so.
/// </summary>
public sealed class ServerStallCalibration : ICalibration
{
    private const string Fault = "at 4s pause provider 1 for 1s";

    /// <inheritdoc/>
    public string Name => "server-stall";

    /// <inheritdoc/>
    public string Summary => "a server that stands still shows in an open loop; a closed one says that it hides it";

    /// <inheritdoc/>
    public int Rank => 2;

    /// <inheritdoc/>
    public string? WhyNot => RunningWorker.WhyNotPaused;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Proof>> ProveAsync(CalibrationBench bench, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(bench);
        var plan = new RunPlan { Scenarios = ["echo"], Faults = [Fault], Duration = "10s" };
        CellRecord open = await bench.MeasureAsync(plan with { Loads = ["open:500"] }, null, cancellation).ConfigureAwait(false);
        CellRecord closed = await bench.MeasureAsync(plan with { Loads = ["closed:1"] }, null, cancellation).ConfigureAwait(false);
        Percentiles<double> seen = open.Rounds[0].Latency!.Response!;
        double? hidden = closed.Rounds[0].Latency!.Response!.P99Ns;
        return
        [
            .. Stall.Percentiles("open loop: ", seen, 1),
            Proofs.Found("open loop: who stood still", "the server, for 1 s", open, "server-pauses", Severity.Note),
            Proofs.Found("closed loop: what it leaves out", $"a p99 of {Quantity.Text(hidden, Unit.Nanoseconds)} hides the stall", closed, "omission", Severity.Note),
        ];
    }
}
