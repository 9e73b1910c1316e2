using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Checks;

/// <summary>Latencies lie well above what taking them costs: near that floor they tell of the clock, not of the call.</summary>
public sealed class FloorCheck : ICheck
{
    /// <summary>How many times the cost of taking it a latency has to be: then it is off by a tenth at most.</summary>
    public const double MinimumRatio = 10;

    /// <inheritdoc/>
    public string Name => "floor";

    /// <inheritdoc/>
    public string Summary => "latencies are at least ten times the cost of reading the clock and recording them";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        double[] floors = [.. Statistics.Summary.Finished(cell.Rounds).Select(r => r.RecordingNs).OfType<double>()];
        if (floors.Length > 0 && FigureCatalog.Get("response.p50").Of(cell.Summary)?.Median is { } p50 && MedianInterval.Of(floors).Median is var floor && p50 < MinimumRatio * floor)
        {
            yield return new Finding(
                Name,
                Severity.Note,
                $"the p50 response time of {Quantity.Text(p50, Unit.Nanoseconds)} is {Quantity.Times(p50 / floor)} the {Quantity.Text(floor, Unit.Nanoseconds)} that two clock readings and a record cost here",
                $"at least {Quantity.Times(MinimumRatio)}",
                Remedy: "The latency holds much of the tool's own cost: compare throughput and CPU per call instead.");
        }
    }
}
