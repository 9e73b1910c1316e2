using Bench.Harness.Record;
using Bench.Results.Floors;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Reports;

/// <summary>The figures that decide, cell by cell, as bars from end to end of their intervals, over the interval of the best.</summary>
internal static class HtmlIntervals
{
    // From this ratio of the largest to the smallest end on, a linear axis would leave the smaller ones a point.
    private const double LogarithmicFrom = 10;

    // Intervals of few launches may be wider than all figures together: beyond so many times the outermost medians they are cut off.
    private const double Beyond = 3;

    private static readonly (string Title, string[] Figures, Better Better, Unit Unit)[] Shown =
    [
        ("Throughput", ["throughput"], Better.Higher, Unit.PerSecond),
        ("Response time p99", ["response.p99"], Better.Lower, Unit.Nanoseconds),
        ("CPU per call, client and server together", ["client.cpu", "server.cpu"], Better.Lower, Unit.Nanoseconds),
    ];

    public static void Write(IReadOnlyList<CellGroup> groups, TextWriter writer)
    {
        writer.Write("<section id=\"intervals\" aria-labelledby=\"intervals-title\">\n<h2 id=\"intervals-title\">Intervals and ties</h2>\n");
        writer.Write("<p class=\"quiet\">A bar goes from end to end of the 95 % interval, with a mark at the median. The shaded part is the interval of the best; a bar that reaches into it ties with the best. What lies beyond the axis is cut off.</p>\n");
        bool any = false;
        foreach (CellGroup group in groups)
        {
            CellRecord[] ranked = [.. group.Cells.Where(c => c.Trust.Verdict != TrustVerdict.Invalid && c.Summary is not null && !c.IsFloor())];
            foreach ((string title, string[] names, Better better, Unit unit) in Shown)
            {
                Figure[] figures = [.. names.Select(FigureCatalog.Get)];
                if (Standing.Of(ranked, figures, better) is { } standing)
                {
                    Table(group, $"{title}: {group.Title}", standing, figures, unit, writer);
                    any = true;
                }
            }
        }

        writer.Write(any ? "</section>\n" : "<p>Fewer than two cells can be ranked: nothing ties.</p>\n</section>\n");
    }

    private static void Table(CellGroup group, string title, Standing standing, Figure[] figures, Unit unit, TextWriter writer)
    {
        (double from, double to, bool logarithmic) = Axis(standing);
        writer.Write($"{HtmlText.Region(title)}<table class=\"bars\"><caption>{HtmlText.Escape(title)}; axis from {Quantity.Text(from, unit)} to {Quantity.Text(to, unit)}{(logarithmic ? ", logarithmic" : "")}</caption>\n");
        writer.Write("<thead><tr><th scope=\"col\" class=\"left\">cell</th><th scope=\"col\" class=\"left wide\">interval and standing</th><th scope=\"col\">median</th></tr></thead>\n<tbody>\n");
        foreach ((CellRecord cell, Estimate value) in standing.All)
        {
            string text = value is { Low: { } low, High: { } high } ? $"<small>{Quantity.Text(low, unit)} to {Quantity.Text(high, unit)}</small>" : "<small>one launch: no interval</small>";
            writer.Write($"<tr><th scope=\"row\">{HtmlText.Escape(group.Label(cell))}{HtmlMatrix.Tags(cell)}</th><td class=\"left wide\">{Bar(value, standing.Best, v => Place(v, from, to, logarithmic))}<small>{Place(standing, cell, value)}</small></td>");
            writer.Write($"<td>{Quantity.Text(value.Median, unit)}{text}</td></tr>\n");
        }

        foreach (CellRecord cell in group.Cells.Where(c => c.Trust.Verdict == TrustVerdict.Invalid || c.IsFloor()))
        {
            bool invalid = cell.Trust.Verdict == TrustVerdict.Invalid;
            string figure = Standing.Sum(cell, figures) is { } value ? Quantity.Text(value.Median, unit) : Quantity.Absent;
            writer.Write($"<tr><th scope=\"row\">{HtmlText.Escape(group.Label(cell))}{HtmlMatrix.Tags(cell)}</th><td class=\"left\"><small>not ranked</small></td><td{(invalid ? " class=\"is-invalid\"" : "")}>{HtmlText.Figure(figure, invalid)}</td></tr>\n");
        }

        writer.Write("</tbody></table></div>\n");
    }

    private static string Bar(Estimate value, Estimate best, Func<double, double> place)
    {
        (double low, double high) = (place(value.Low ?? value.Median), place(value.High ?? value.Median));
        (double bestLow, double bestHigh) = (place(best.Low ?? best.Median), place(best.High ?? best.Median));
        string N(double number) => HtmlText.Number(number);
        return "<svg class=\"chart bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
            + $"<rect class=\"band\" x=\"{N(bestLow)}\" y=\"0\" width=\"{N(Math.Max(0.4, bestHigh - bestLow))}\" height=\"10\"/>"
            + $"<path class=\"span\" d=\"M{N(low)} 5H{N(high)}M{N(low)} 3V7M{N(high)} 3V7\"/><path class=\"median\" d=\"M{N(place(value.Median))} 1V9\"/></svg>";
    }

    private static string Place(Standing standing, CellRecord cell, Estimate value) =>
        standing.Tied.Contains(cell) ? standing.Tied.Count == 1 ? "best" : ReferenceEquals(cell, standing.All[0].Cell) ? "best, tied" : "tie"
        : standing.Best.Median > 0 && value.Median > 0
            ? $"{Quantity.Times(Math.Max(standing.Best.Median, value.Median) / Math.Min(standing.Best.Median, value.Median))} off"
            : "off";

    private static (double From, double To, bool Logarithmic) Axis(Standing standing)
    {
        double least = Math.Max(standing.All.Min(s => s.Value.Low ?? s.Value.Median), standing.All.Min(s => s.Value.Median) / Beyond);
        double most = Math.Min(standing.All.Max(s => s.Value.High ?? s.Value.Median), standing.All.Max(s => s.Value.Median) * Beyond);
        return least > 0 && most / least > LogarithmicFrom ? (least, most, true) : (0, most, false);
    }

    // 1 to 99 of the width, so that the ends stay whole.
    private static double Place(double value, double from, double to, bool logarithmic)
    {
        double share = to <= from ? 0.5 : logarithmic ? Math.Log(value / from) / Math.Log(to / from) : (value - from) / (to - from);
        return 1 + (98 * Math.Clamp(share, 0, 1));
    }
}
