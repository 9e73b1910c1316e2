using Bench.Harness.Record;

namespace Bench.Results.Statistics;

/// <summary>The interval around the capacity that one search found.</summary>
public static class CapacityInterval
{
    /// <summary>The rate that was confirmed and the lowest one above it that was tried and not met.</summary>
    public const string Bracket = "bracket";

    /// <summary>The capacity of a search with its bracket; without an interval where no higher rate was refused. Null if no rate was confirmed.</summary>
    public static Estimate? Of(SearchRecord search)
    {
        ArgumentNullException.ThrowIfNull(search);
        return search.ConfirmedPerSecond is not double confirmed ? null
            : search.NotMetPerSecond is double notMet ? new Estimate(confirmed, confirmed, notMet, Bracket)
            : new Estimate(confirmed);
    }
}
