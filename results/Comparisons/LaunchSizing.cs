using Bench.Results.Quantities;
using Perfolizer.Mathematics.Distributions.ContinuousDistributions;

namespace Bench.Results.Comparisons;

/// <summary>
/// How many launches a comparison takes, from the spread of something that is known to be the same: so that the number is fixed before anybody has
/// looked at what is to be judged.
/// </summary>
public static class LaunchSizing
{
    /// <summary>Launches of each side that the spread is measured with.</summary>
    public const int Pilot = 6;

    /// <summary>Fewest launches: fewer leave the spread itself to chance.</summary>
    public const int Fewest = 10;

    /// <summary>Most launches: what a change asks for beyond that is said to be inconclusive.</summary>
    public const int Most = 40;

    /// <summary>Launches a side with which a change of the size of every threshold is found, and no change is proven, four times in five.</summary>
    /// <param name="same">Pairs of cells that are the same, of which as many launches are looked at as there are.</param>
    /// <param name="terms">What the comparison will be held to.</param>
    /// <returns>The launches, <see cref="Fewest"/> to <see cref="Most"/>; and how many the spread asks for, without a limit.</returns>
    public static (int Launches, double Asked) Of(IReadOnlyList<CellPair> same, ComparisonTerms terms)
    {
        ArgumentNullException.ThrowIfNull(same);
        ArgumentNullException.ThrowIfNull(terms);
        (double Spread, double Threshold)[] figures =
        [
            .. from pair in same
               from figure in FigureCatalog.All.Where(f => f.Better != Better.Neither && !CountedComparison.IsCounted(f))
               let threshold = terms.ThresholdOf(pair.Reference.Id, figure)
               where threshold is not null
               let once = Launches.Of(pair.Reference, figure)
               let again = Launches.Of(pair.Other, figure)
               let ratio = RatioEstimate.Of(once, again, pair.IsInterleaved)
               where ratio is not null
               select (ratio.StandardError * Math.Sqrt(Math.Min(once.Count, again.Count)), threshold.Value),
        ];

        // A spread of few launches is itself uncertain; the cells of a figure share one, of which the third quartile is safe without being the worst luck.
        double asked = figures.GroupBy(f => f.Threshold).Select(g => LaunchesFor(Upper([.. g.Select(f => f.Spread)]), g.Key, figures.Length, terms)).DefaultIfEmpty(Fewest).Max();
        return ((int)Math.Clamp(asked, Fewest, Most), asked);
    }

    private static double Upper(double[] spreads)
    {
        Array.Sort(spreads);
        return spreads[(int)(0.75 * (spreads.Length - 1))];
    }

    private static double LaunchesFor(double spread, double threshold, int tests, ComparisonTerms terms)
    {
        double bound = Math.Log(1 + threshold);
        for (int launches = 3; launches < 100_000; launches = launches < 100 ? launches + 1 : launches * 2)
        {
            var student = new StudentDistribution(launches - 1);
            double error = spread / Math.Sqrt(launches);
            double finds = (student.Quantile(1 - (terms.FalseAlarms / tests / 2)) + student.Quantile(DetectableEffect.Power)) * error;
            double proves = (student.Quantile(1 - (terms.FalsePasses / tests)) + student.Quantile((1 + DetectableEffect.Power) / 2)) * error;
            if (Math.Max(finds, proves) <= bound)
            {
                return launches;
            }
        }

        return double.PositiveInfinity;
    }
}
