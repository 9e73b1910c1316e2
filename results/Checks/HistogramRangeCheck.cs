using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>Latencies fit the histogram: what lies above it is counted at its end, and high percentiles are too low by an unknown amount.</summary>
public sealed class HistogramRangeCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "histogram-range";

    /// <inheritdoc/>
    public string Summary => "no latency exceeds the range of the histograms, one hour";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Launched()
            .Where(r => r.Latency?.Overflow > 0)
            .Select(r => new Finding(
                Name,
                Severity.Degraded,
                $"{Quantity.Count(r.Latency!.Overflow!.Value)} latencies were longer than one hour and are counted as one hour",
                "none above one hour",
                r.Window(),
                "The maximum and the percentiles up there are too low. A shorter --deadline ends such calls as timeouts."));
    }
}
