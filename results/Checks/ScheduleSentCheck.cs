using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>An open schedule was really sent: below that the load was not the one in the plan.</summary>
public sealed class ScheduleSentCheck : ICheck
{
    /// <summary>Share of the scheduled calls that has to be started; one in a hundred missing moves a p99.</summary>
    public const double MinimumShare = 0.99;

    /// <inheritdoc/>
    public string Name => "schedule-sent";

    /// <inheritdoc/>
    public string Summary => "an open load started at least 99 % of its schedule";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Launched()
            .Where(r => cell.IsOpen() && r.Counts.Started < MinimumShare * r.Counts.Scheduled)
            .Select(r => new Finding(
                Name,
                Severity.Invalid,
                $"{Quantity.Share((double)r.Counts.Started / r.Counts.Scheduled)} of the schedule sent, {Quantity.Count(r.Counts.Dropped)} calls dropped",
                $"at least {Quantity.Share(MinimumShare)}",
                r.Window(),
                "Offer a lower rate, give the load generator more CPU, or raise the limit of calls in flight."));
    }
}
