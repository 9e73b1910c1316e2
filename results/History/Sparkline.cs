using Bench.Harness.Record;

namespace Bench.Results.History;

/// <summary>A series on one line of text: a bar a point, from the lowest to the highest of those that count.</summary>
public static class Sparkline
{
    /// <summary>What stands for an invalid point.</summary>
    public const char Invalid = '✗';

    /// <summary>What stands before the first point after a change.</summary>
    public const char Change = '│';

    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>The line of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="most">Most points, the last ones, at least 1; those before are an ellipsis.</param>
    public static string Of(HistorySeries series, int most)
    {
        ArgumentNullException.ThrowIfNull(series);
        HistoryPoint[] points = [.. series.Points.TakeLast(most)];
        int first = series.Points.Count - points.Length;
        double[] values = [.. points.Where(p => p.Counts).Select(p => p.Value!.Value.Median)];
        return string.Concat(
            [first > 0 ? "…" : "", .. points.Select((p, i) => $"{(series.Changes?.Any(c => c.At == first + i) == true ? Change : "")}{Bar(p, values)}")]);
    }

    private static char Bar(HistoryPoint point, double[] values)
    {
        if (point is not { Trust: not TrustVerdict.Invalid, Value.Median: var median })
        {
            return Invalid;
        }

        (double low, double high) = (values.Min(), values.Max());
        return high == low ? Bars[Bars.Length / 2] : Bars[(int)Math.Round((median - low) / (high - low) * (Bars.Length - 1))];
    }
}
