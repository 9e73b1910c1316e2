using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>No call of the schedule was left out: those left out would have been the slowest.</summary>
public sealed class DroppedCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "dropped";

    /// <inheritdoc/>
    public string Summary => "no call of the schedule was left out";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);

        // With more of them missing the schedule itself was not sent, which is another finding.
        return cell.Launched()
            .Where(r => r.Counts.Dropped > 0 && r.Counts.Started >= ScheduleSentCheck.MinimumShare * r.Counts.Scheduled)
            .Select(r => new Finding(
                Name,
                Severity.Degraded,
                $"{Quantity.Count(r.Counts.Dropped)} of {Quantity.Count(r.Counts.Scheduled)} calls were dropped, as they were too late or too many were in flight",
                "0",
                r.Window(),
                "They are missing from the percentiles, and would have been slow. Offer a lower rate, or give the load generator more CPU."));
    }
}
