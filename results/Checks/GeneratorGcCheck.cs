using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>Garbage collection stopped the load generator only briefly: its pauses are part of every latency it measured meanwhile.</summary>
public sealed class GeneratorGcCheck : ICheck
{
    /// <summary>Share of the window worth knowing: above it the pauses reach into the p99.</summary>
    public const double NoteShare = 0.01;

    /// <summary>Share of the window that degrades: above it they colour the p95 and the throughput.</summary>
    public const double DegradedShare = 0.05;

    /// <inheritdoc/>
    public string Name => "generator-gc";

    /// <inheritdoc/>
    public string Summary => "garbage collection took little of the load generator's time";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        foreach (RoundRecord round in cell.Launched())
        {
            double share = round.WindowMs > 0 ? (round.Client?.GcPauseNs ?? 0) / 1e6 / round.WindowMs : 0;
            if (share > NoteShare)
            {
                yield return new Finding(
                    Name,
                    share > DegradedShare ? Severity.Degraded : Severity.Note,
                    $"the load generator paused {Quantity.Text(round.Client!.GcPauseNs, Unit.Nanoseconds)} for garbage collection, {Quantity.Share(share)} of the window",
                    $"at most {Quantity.Share(NoteShare)} (degraded above {Quantity.Share(DegradedShare)})",
                    round.Window(),
                    "The codec's or the scenario's allocations cause it: compare the allocated bytes per call, or use a codec that allocates less.");
            }
        }
    }
}
