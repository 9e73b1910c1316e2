using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>The window is one state: its second half is not slower than its first.</summary>
public sealed class DriftCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "drift";

    /// <inheritdoc/>
    public string Summary => "the second half of the window is not slower than the first";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        if (HalfDrift.Of(cell) is { IsDistinct: true, Slowdown: > 1 + HalfDrift.Maximum } drift)
        {
            yield return new Finding(
                Name,
                Severity.Degraded,
                $"the second half of the window is {Quantity.Share(drift.Slowdown - 1)} slower than the first ({(cell.IsOpen() ? "mean response time" : "throughput")}, median over {drift.Rounds} round{(drift.Rounds == 1 ? "" : "s")})",
                $"at most {Quantity.Share(HalfDrift.Maximum)}",
                "first half against second half",
                Remedy: "Something builds up or throttles: look at memory, queues, TIME_WAIT and the CPU's frequency, and lengthen --duration until the figures settle.");
        }
    }
}
