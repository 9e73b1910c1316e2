using HdrHistogram;
using HdrHistogram.Iteration;

namespace Bench.Results.Statistics;

/// <summary>A group of calls with a latency of its own.</summary>
/// <param name="PeakNs">Where it is densest, ns.</param>
/// <param name="Share">Part of all calls that belong to it, 0 to 1.</param>
public sealed record Mode(double PeakNs, double Share);

/// <summary>
/// The modes of a latency distribution, by this rule: on a logarithmic axis of 24 bins a decade, smoothed over a quarter of a decade, a peak is a
/// mode of its own if the valley towards its neighbours holds at most half of it, and is lower by more than three standard deviations of
/// counting; if at least 5 % of all calls belong to it; and if no higher peak lies within twice its latency. What fails is part of its
/// neighbour. So a tail, however long, is none: it has no peak of its own.
/// </summary>
public static class LatencyModes
{
    /// <summary>Least part of all calls that makes a mode; what is rarer belongs to the tail.</summary>
    public const double MinimumShare = 0.05;

    /// <summary>Least ratio between the latencies of two modes.</summary>
    public const double MinimumRatio = 2;

    /// <summary>Most that the valley beside a mode may hold, as a part of its peak.</summary>
    public const double MaximumValley = 0.5;

    private const int BinsPerDecade = 24;
    private const double CountingDeviations = 3;

    // Below a microsecond bins are narrower than what clocks tell apart, and would show the clock's steps as modes.
    private const double FirstNs = 1_000;

    // A triangle hides the unevenness of counting and moves no peak.
    private static readonly double[] Kernel = [1 / 16.0, 2 / 16.0, 3 / 16.0, 4 / 16.0, 3 / 16.0, 2 / 16.0, 1 / 16.0];

    /// <summary>The modes, fastest first: one if the distribution has no more, none of an empty one.</summary>
    public static IReadOnlyList<Mode> Of(HistogramBase histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        double[] bins = Bins(histogram);
        double all = bins.Sum();
        List<Hill> hills = Hill.AllOf(Smooth(bins), bins);
        while (hills.Count > 1 && Weakest(hills, all) is { } weak)
        {
            int index = hills.IndexOf(weak);
            int first = index > 0 && (index == hills.Count - 1 || weak.Left >= weak.Right) ? index - 1 : index;
            hills[first] = hills[first].With(hills[first + 1]);
            hills.RemoveAt(first + 1);
        }

        return [.. hills.Select(h => new Mode(LatencyOf(h.Peak), h.Mass / all))];
    }

    /// <summary>The least prominent hill that is no mode of its own; null if each is one.</summary>
    private static Hill? Weakest(List<Hill> hills, double all) => hills
        .Where((h, i) => !StandsOut(h, hills.Count > 1) || h.Mass < MinimumShare * all || IsBeside(h, i > 0 ? hills[i - 1] : null) || IsBeside(h, i + 1 < hills.Count ? hills[i + 1] : null))
        .MinBy(h => h.Height - h.Saddle);

    private static bool StandsOut(Hill hill, bool hasNeighbours) =>
        !hasNeighbours || (hill.Saddle <= MaximumValley * hill.Height && hill.Height - hill.Saddle > CountingDeviations * Math.Sqrt(hill.Height + hill.Saddle));

    private static bool IsBeside(Hill hill, Hill? other) =>
        other is not null && hill.Height <= other.Height && Math.Abs(other.Peak - hill.Peak) < Math.Log10(MinimumRatio) * BinsPerDecade;

    private static double[] Bins(HistogramBase histogram)
    {
        double[] bins = new double[BinOf(histogram.HighestTrackableValue) + 1 + (Kernel.Length / 2)];
        foreach (HistogramIterationValue value in histogram.RecordedValues())
        {
            bins[BinOf(value.ValueIteratedTo)] += value.CountAddedInThisIterationStep;
        }

        return bins;
    }

    private static int BinOf(double ns) => (Kernel.Length / 2) + (int)(Math.Log10(Math.Max(ns, FirstNs) / FirstNs) * BinsPerDecade);

    private static double LatencyOf(int bin) => FirstNs * Math.Pow(10, (bin - (Kernel.Length / 2) + 0.5) / BinsPerDecade);

    private static double[] Smooth(double[] bins) =>
    [
        .. Enumerable.Range(0, bins.Length).Select(i => Kernel
            .Select((weight, k) => (Weight: weight, At: i + k - (Kernel.Length / 2)))
            .Where(p => p.At >= 0 && p.At < bins.Length)
            .Sum(p => p.Weight * bins[p.At])),
    ];

    /// <summary>A peak with the slopes around it.</summary>
    /// <param name="Peak">Its highest bin.</param>
    /// <param name="Height">Calls there, smoothed.</param>
    /// <param name="Left">Calls in the valley before it; negative if there is none.</param>
    /// <param name="Right">Calls in the valley after it.</param>
    /// <param name="Mass">Calls from valley to valley.</param>
    private sealed record Hill(int Peak, double Height, double Left, double Right, double Mass)
    {
        private const double NoValley = -1;

        /// <summary>The higher of the valleys: where it runs into a neighbour first.</summary>
        public double Saddle => Math.Max(Left, Right);

        public Hill With(Hill next)
        {
            Hill higher = Height >= next.Height ? this : next;
            return new Hill(higher.Peak, higher.Height, Left, next.Right, Mass + next.Mass);
        }

        public static List<Hill> AllOf(double[] smooth, double[] bins)
        {
            List<Hill> hills = [];
            int from = 0;
            while (from < smooth.Length - 1)
            {
                int peak = from;
                while (peak + 1 < smooth.Length && smooth[peak + 1] >= smooth[peak])
                {
                    peak++;
                }

                int to = peak;
                while (to + 1 < smooth.Length && smooth[to + 1] <= smooth[to])
                {
                    to++;
                }

                if (smooth[peak] > 0)
                {
                    bool isLast = to == smooth.Length - 1;
                    hills.Add(new Hill(peak, smooth[peak], hills.Count == 0 ? NoValley : smooth[from], isLast ? NoValley : smooth[to], bins[from..(isLast ? bins.Length : to)].Sum()));
                }

                from = to;
            }

            return hills;
        }
    }
}
