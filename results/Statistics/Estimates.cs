using Bench.Harness.Record;

namespace Bench.Results.Statistics;

/// <summary>Estimates held against each other.</summary>
public static class Estimates
{
    /// <summary>
    /// Whether the intervals of two estimates overlap, so that their difference may be chance. Without an interval only equal medians are a
    /// tie; whoever reports it says that there was one round.
    /// </summary>
    public static bool Ties(this Estimate one, Estimate other) =>
        (one.Low ?? one.Median) <= (other.High ?? other.Median) && (other.Low ?? other.Median) <= (one.High ?? one.Median);
}
