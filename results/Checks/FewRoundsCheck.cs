using Bench.Harness.Record;
using Bench.Results.Statistics;

namespace Bench.Results.Checks;

/// <summary>There are enough rounds for an interval that assumes nothing.</summary>
public sealed class FewRoundsCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "few-rounds";

    /// <inheritdoc/>
    public string Summary => "at least six rounds, for intervals without assumptions";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        int rounds = Bench.Results.Statistics.Summary.Finished(cell.Rounds).Count;
        if (rounds is > 0 and < MedianInterval.DistributionFreeFrom)
        {
            string meaning = rounds == 1 ? "no interval, indicative only" : "intervals assume log-normal launches";
            yield return new Finding(
                Name,
                Severity.Note,
                $"{rounds} finished round{(rounds == 1 ? "" : "s")}: {meaning}",
                $"at least {MedianInterval.DistributionFreeFrom}",
                Remedy: $"Use --rounds {MedianInterval.DistributionFreeFrom} or more.");
        }
    }
}
