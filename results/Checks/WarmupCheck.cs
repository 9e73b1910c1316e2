using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>The warm-up was over when the window began: its second half is not faster than its first.</summary>
public sealed class WarmupCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "warm-up";

    /// <inheritdoc/>
    public string Summary => "the second half of the window is not faster than the first";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        if (HalfDrift.Of(cell) is { IsDistinct: true } drift && 1 / drift.Slowdown > 1 + HalfDrift.Maximum)
        {
            yield return new Finding(
                Name,
                Severity.Degraded,
                $"the second half of the window is {Quantity.Share((1 / drift.Slowdown) - 1)} faster than the first ({(cell.IsOpen() ? "mean response time" : "throughput")}, median over {drift.Rounds} round{(drift.Rounds == 1 ? "" : "s")})",
                $"at most {Quantity.Share(HalfDrift.Maximum)}",
                "first half against second half",
                Remedy: "The window began before the steady state: lengthen --warmup.");
        }
    }
}
