using Bench.Harness.Load;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>The warm-up was over when the window began: the load no longer got faster before it, nor within it.</summary>
public sealed class WarmupCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "warm-up";

    /// <inheritdoc/>
    public string Summary => "the steady state was reached before the window";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        foreach (RoundRecord round in cell.Launched().Where(r => r.Unsteady == true))
        {
            yield return new Finding(
                Name,
                Severity.Degraded,
                $"after {Quantity.Milliseconds(round.WarmupMs ?? 0)} of warm-up the load still got faster",
                $"less than {Quantity.Share(SteadyState.Tolerance)} in a second",
                round.Window(),
                "The window began before the steady state: give a longer warm-up with --warmup TIME.");
        }
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
