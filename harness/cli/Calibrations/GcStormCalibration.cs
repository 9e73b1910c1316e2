using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Harness.Time;
using Bench.Results.Quantities;

namespace Bench.Cli.Calibrations;

/// <summary>A load generator that collects garbage all the time: the sum of its pauses is told.</summary>
public sealed class GcStormCalibration : ICalibration
{
    private const long CallsPerCollection = 50;

    /// <inheritdoc/>
    public string Name => "gc-storm";

    /// <inheritdoc/>
    public string Summary => "pauses of the load generator's garbage collector are told";

    /// <inheritdoc/>
    public int Rank => 5;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Proof>> ProveAsync(CalibrationBench bench, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(bench);
        var storm = new Storm(bench.Clock);
        CellRecord cell = await bench.MeasureHereAsync(
            new RunPlan { Loads = ["open:1000"], Duration = "4s", Warmup = "0ms" }, new AlteredEcho("gc-storm", storm.CallAsync), cancellation).ConfigureAwait(false);
        double spentNs = storm.CollectingNs;
        double? toldNs = cell.Rounds[0].Client?.GcPauseNs;
        return
        [
            Proofs.Found("the collections", $"{storm.Collections} forced, which took {Quantity.Text(spentNs, Unit.Nanoseconds)}", cell, "generator-gc", Severity.Note),
            new Proof(
                "sum of the pauses",
                $"at most {Quantity.Text(spentNs, Unit.Nanoseconds)}, most of it",
                Quantity.Text(toldNs, Unit.Nanoseconds),
                "50 to 110 %",
                toldNs >= 0.5 * spentNs && toldNs <= 1.1 * spentNs),
        ];
    }

    private sealed class Storm(Clock clock)
    {
        private long _collectingNs;
        private long _collections;

        public long CollectingNs => Interlocked.Read(ref _collectingNs);

        public long Collections => Interlocked.Read(ref _collections);

        public ValueTask<CallOutcome> CallAsync(IOperation honest, object client, CallScope scope, long index, CancellationToken cancellation)
        {
            if (index % CallsPerCollection == CallsPerCollection - 1)
            {
                long startNs = clock.NowNs;
                GC.Collect(2, GCCollectionMode.Forced, blocking: true);
                Interlocked.Add(ref _collectingNs, clock.NowNs - startNs);
                Interlocked.Increment(ref _collections);
            }
            return honest.CallAsync(client, scope, index, cancellation);
        }
    }
}
