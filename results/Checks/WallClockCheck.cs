using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>
/// Wall clock and monotonic clock went equally far. Durations come from the monotonic one; but where the two part, one of them is wrong, and
/// a machine that was suspended stops the monotonic one alone.
/// </summary>
public sealed class WallClockCheck : ICheck
{
    /// <summary>Most that the clocks may part, as a share of the window: 500 ppm, the most by which time daemons slew a clock.</summary>
    public const double MaximumDrift = 500e-6;

    /// <inheritdoc/>
    public string Name => "wall-clock";

    /// <inheritdoc/>
    public string Summary => "wall clock and monotonic clock went equally far";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        foreach (RoundRecord round in cell.Launched().Where(r => Math.Abs(r.WallAheadNs ?? 0) > MaximumDrift * r.WindowMs * 1e6))
        {
            double apartNs = Math.Abs(round.WallAheadNs!.Value);
            yield return new Finding(
                Name,
                Severity.Degraded,
                $"the wall clock went {Quantity.Text(apartNs, Unit.Nanoseconds)} {(round.WallAheadNs > 0 ? "further" : "less far")} than the monotonic clock, {Quantity.Count(Math.Round(apartNs / round.WindowMs))} ppm of the window",
                $"at most {Quantity.Count(MaximumDrift * 1e6)} ppm",
                round.Window(),
                "Durations are of the monotonic clock and unchanged by a step of the wall clock. Look whether the machine was suspended or moved, or its time set; then measure again.");
        }
    }
}
