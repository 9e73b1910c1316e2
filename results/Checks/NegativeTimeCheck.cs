using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>Time went forward: no call ended before it began.</summary>
public sealed class NegativeTimeCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "negative-time";

    /// <inheritdoc/>
    public string Summary => "no call ended before it began";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Launched()
            .Where(r => r.Latency?.Negative > 0)
            .Select(r => new Finding(
                Name,
                Severity.Invalid,
                $"{Quantity.Count(r.Latency!.Negative!.Value)} latencies are below 0",
                "none",
                r.Window(),
                "The monotonic clock of this machine steps back, or differs between cores: choose another clock source of the kernel, and measure again."));
    }
}
