using System.Text.Json.Nodes;
using Bench.Harness.Record;
using Bench.Results.Statistics;
using HdrHistogram;

namespace Bench.Results.Reports;

/// <summary>The response times of a group's cells over 1/(1−percentile), so that each further nine takes the same room.</summary>
/// <param name="Group">The group.</param>
/// <param name="Series">One line per cell that has latencies.</param>
internal sealed record LatencyCurve(CellGroup Group, IReadOnlyList<LatencyCurve.Line> Series)
{
    private const int PointsPerDecade = 8;
    private const int Decades = 6;
    private const double NsPerMs = 1e6;

    /// <summary>One cell's line.</summary>
    internal sealed record Line(CellRecord Cell, LineStyle Style, LongHistogram Histogram, double?[] Milliseconds);

    /// <summary>The curve of a group; null if no cell has latencies.</summary>
    public static LatencyCurve? Of(CellGroup group)
    {
        Line[] lines =
        [
            .. group.Cells
                .Select(c => (Cell: c, Histogram: CellHistograms.Response(c)))
                .Where(c => c.Histogram is not null)
                .Select(c => new Line(c.Cell, LineStyle.Of(c.Cell.Transport, c.Cell.Codec, group.Cells), c.Histogram!, Points(c.Histogram!))),
        ];
        return lines.Length == 0 ? null : new LatencyCurve(group, lines);
    }

    /// <summary>What the script draws.</summary>
    public JsonObject Data()
    {
        int last = Series.Max(s => Array.FindLastIndex(s.Milliseconds, y => y is not null));
        return new JsonObject
        {
            ["x"] = new JsonArray([.. Enumerable.Range(0, last + 1).Select(i => (JsonNode)Math.Round(At(i), 4))]),
            ["series"] = new JsonArray(
            [
                .. Series.Select(s => (JsonNode)new JsonObject
                {
                    ["colour"] = s.Style.Colour,
                    ["dash"] = s.Style.Dash,
                    ["y"] = new JsonArray([.. s.Milliseconds.Take(last + 1).Select(y => (JsonNode?)y)]),
                }),
            ]),
        };
    }

    private static double At(int point) => Math.Pow(10, (double)point / PointsPerDecade);

    // A percentile is only drawn as far as at least one call lies above it. A logarithmic axis has no 0: 1 ns stands for it.
    private static double?[] Points(LongHistogram histogram) =>
    [
        .. Enumerable.Range(0, (Decades * PointsPerDecade) + 1).Select(i =>
            At(i) <= histogram.TotalCount ? Math.Max(1, histogram.GetValueAtPercentile(100 * (1 - (1 / At(i))))) / NsPerMs : (double?)null),
    ];
}
