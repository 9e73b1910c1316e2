using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Statistics;

/// <summary>The figures of a cell over its rounds.</summary>
public static class Summary
{
    private const string Capacity = "capacity";

    /// <summary>The rounds that count: launched, and measured to the end of the window.</summary>
    public static IReadOnlyList<RoundRecord> Finished(IReadOnlyList<RoundRecord> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        return [.. rounds.Where(r => r.Failure is null && r.Partial != true)];
    }

    /// <summary>
    /// Every figure as median and 95 % interval over the finished rounds (<see cref="MedianInterval"/>);
    /// the capacity that a single search found is between its bracket (<see cref="CapacityInterval"/>);
    /// a figure that a round lacks is taken over those that have it. Null without a finished round.
    /// </summary>
    public static Figures<Estimate>? Of(IReadOnlyList<RoundRecord> rounds)
    {
        IReadOnlyList<RoundRecord> finished = Finished(rounds);
        return finished.Count == 0 ? null : FigureCatalog.Build<Estimate>(figure => Over(finished, figure));
    }

    private static Estimate? Over(IReadOnlyList<RoundRecord> rounds, Figure figure)
    {
        double[] values = [.. rounds.Select(r => figure.Of(r)).OfType<double>()];
        return values.Length == 0 ? null
            : values.Length == 1 && figure.Name == Capacity && rounds.Select(r => r.Search).OfType<SearchRecord>().FirstOrDefault(s => s.ConfirmedPerSecond == values[0]) is { } search
            ? CapacityInterval.Of(search)
            : MedianInterval.Of(values);
    }
}
