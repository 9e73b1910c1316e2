using Bench.Harness.Record;
using Bench.Results.Statistics;

namespace Bench.Results.Recommendations;

/// <summary>
/// The cells that are a matter of taste: whatever is better than one of them in one figure is worse in another
/// (V. Pareto, <i>Manuale di economia politica</i>, 1906). Every figure is better the lower it is.
/// </summary>
internal static class ParetoFront
{
    /// <summary>For each entry whether it is on the front.</summary>
    /// <param name="figures">One entry a cell, each with the same figures in the same order.</param>
    public static bool[] Of(IReadOnlyList<IReadOnlyList<Estimate>> figures) =>
        [.. figures.Select(one => !figures.Any(other => Dominates(other, one)))];

    // Medians make the order, so that it has no circles; one difference has to be beyond the intervals, so that nothing leaves by chance.
    private static bool Dominates(IReadOnlyList<Estimate> one, IReadOnlyList<Estimate> other) =>
        one.Zip(other).All(p => p.First.Median <= p.Second.Median)
        && one.Zip(other).Any(p => p.First.Median < p.Second.Median && !p.First.Ties(p.Second));
}
