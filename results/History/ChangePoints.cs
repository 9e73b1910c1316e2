using Bench.Results.Comparisons;
using Bench.Results.Statistics;
using Perfolizer.Mathematics.Cpd;

namespace Bench.Results.History;

/// <summary>
/// Finds where a series changes: ED-PELT (K. Haynes, P. Fearnhead and I. A. Eckley, <i>A computationally efficient nonparametric approach for
/// changepoint detection</i>, Statistics and Computing 27, 2017) proposes, Welch's test confirms. On short series ED-PELT alone finds a change in
/// one of four that have none; so the points on both sides of a proposal have to differ, with the chance of an error divided by the number of
/// places at which it could have been made (Bonferroni).
/// </summary>
public static class ChangePoints
{
    /// <summary>Fewest points between two changes, and before the first.</summary>
    public const int MinDistance = 5;

    /// <summary>Fewest points of a series in which changes can be found.</summary>
    public const int MinPoints = 2 * MinDistance;

    /// <summary>Chance that any change is found in a series without one.</summary>
    public const double FalseAlarms = 0.01;

    /// <summary>The changes of a series; null if it has fewer than <see cref="MinPoints"/> values.</summary>
    /// <param name="values">The values, oldest first; places in them are what comes back.</param>
    public static IReadOnlyList<ChangePoint>? Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count < MinPoints)
        {
            return null;
        }

        // It says the last place before a change.
        List<int> starts = [0, .. EdPeltChangePointDetector.Instance.GetChangePointIndexes([.. values], MinDistance).Select(i => i + 1)];
        double limit = FalseAlarms / (values.Count - MinPoints + 1);
        while (starts.Count > 1)
        {
            // A proposal that is not confirmed joins its sides, which changes what its neighbours are held against.
            ChangePoint[] changes = [.. Enumerable.Range(1, starts.Count - 1).Select(i => Between(values, starts, i))];
            ChangePoint weakest = changes.MaxBy(c => c.Chance)!;
            if (weakest.Chance <= limit)
            {
                return changes;
            }

            starts.Remove(weakest.At);
        }

        return [];
    }

    private static ChangePoint Between(IReadOnlyList<double> values, List<int> starts, int index)
    {
        int end = index + 1 < starts.Count ? starts[index + 1] : values.Count;
        double[] before = [.. values.Skip(starts[index - 1]).Take(starts[index] - starts[index - 1])];
        double[] after = [.. values.Skip(starts[index]).Take(end - starts[index])];
        return new ChangePoint(starts[index], MedianInterval.Of(before).Median, MedianInterval.Of(after).Median, Chance(before, after));
    }

    // What has no logarithm can't be tested: nothing is confirmed then.
    private static double Chance(double[] before, double[] after) =>
        RatioEstimate.Of(LaunchesOf(before), LaunchesOf(after), interleaved: false)?.ChanceIfSame() ?? 1;

    private static Launches LaunchesOf(double[] values) => new(values.Index().ToDictionary(v => v.Index, v => v.Item));
}
