using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Checks;

/// <summary>The rounds agree with each other.</summary>
public sealed class SpreadCheck : ICheck
{
    /// <summary>Coefficient of variation of the throughput over rounds: above it rankings of neighbours are chance.</summary>
    public const double MaximumVariation = 0.15;

    /// <summary>Rounds needed to speak of a spread at all.</summary>
    public const int MinimumRounds = 3;

    /// <inheritdoc/>
    public string Name => "spread";

    /// <inheritdoc/>
    public string Summary => "the throughput of the rounds agrees";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        double[] rates = [.. Bench.Results.Statistics.Summary.Finished(cell.Rounds).Select(r => r.ThroughputPerSecond).OfType<double>()];
        double mean = rates.Length == 0 ? 0 : rates.Average();
        if (rates.Length < MinimumRounds || mean == 0)
        {
            yield break;
        }

        double variation = Math.Sqrt(rates.Sum(r => (r - mean) * (r - mean)) / (rates.Length - 1)) / mean;
        if (variation > MaximumVariation)
        {
            yield return new Finding(
                Name,
                Severity.Degraded,
                $"the throughput varies by {Quantity.Share(variation)} between rounds ({Quantity.Text(rates.Min(), Unit.PerSecond)} to {Quantity.Text(rates.Max(), Unit.PerSecond)})",
                $"at most {Quantity.Share(MaximumVariation)}",
                $"{rates.Length} rounds",
                "Stop other work on the machine, lengthen --duration, or raise --rounds until the intervals are narrow enough.");
        }
    }
}
