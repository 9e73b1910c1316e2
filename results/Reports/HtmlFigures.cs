using Bench.Harness.Record;
using Bench.Results.Floors;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>Every figure and count of every cell: a table per group, figures down, cells across.</summary>
internal static class HtmlFigures
{
    private static readonly (string Name, Func<CallCounts, long> Of)[] Counts =
    [
        ("Scheduled", c => c.Scheduled),
        ("Started", c => c.Started),
        ("Ok", c => c.Ok),
        ("Error", c => c.Error),
        ("Timeout", c => c.Timeout),
        ("Cancelled", c => c.Cancelled),
        ("Dropped", c => c.Dropped),
        ("Late answers", c => c.Late),
        ("Attempts", c => c.Attempts),
    ];

    public static void Write(IReadOnlyList<CellGroup> groups, TextWriter writer)
    {
        writer.Write("<section id=\"figures\" aria-labelledby=\"figures-title\">\n<h2 id=\"figures-title\">All figures</h2>\n");
        writer.Write("<p class=\"quiet\">Medians over finished rounds with their 95 % interval; counts are sums over all rounds. What was not measured is –.</p>\n");
        foreach (CellGroup group in groups)
        {
            Table(group, writer);
        }

        writer.Write("</section>\n");
    }

    private static void Table(CellGroup group, TextWriter writer)
    {
        writer.Write($"<h3>{HtmlText.Escape(group.Title)}</h3>\n{HtmlText.Region($"All figures of {group.Title}")}<table>\n<thead><tr><th scope=\"col\" class=\"left\">figure</th>");
        foreach (CellRecord cell in group.Cells)
        {
            writer.Write($"<th scope=\"col\">{HtmlText.Escape(cell.Transport)}<br>{HtmlText.Escape(cell.Codec)}{HtmlMatrix.Tags(cell)}</th>");
        }

        writer.Write("</tr></thead>\n");
        foreach (IGrouping<string, Figure> part in FigureCatalog.All.Where(f => group.Cells.Any(c => f.Of(c.Summary) is not null)).GroupBy(f => f.Group))
        {
            Part(part.Key, group, writer);
            foreach (Figure figure in part)
            {
                Row(figure.Label, group, cell => (EstimateText.Median(figure, cell), EstimateText.Interval(figure, cell)), writer);
            }

            writer.Write("</tbody>\n");
        }

        if (group.Cells.Any(c => c.FloorShare is not null))
        {
            Part("Floor", group, writer);
            Row("Share of its throughput", group, cell => (FloorShares.Text(cell), ShareInterval(cell)), writer);
            writer.Write("</tbody>\n");
        }

        CallRows(group, writer);
        writer.Write("</table></div>\n");
    }

    private static string? ShareInterval(CellRecord cell) =>
        cell.FloorShare?.Throughput is { Low: { } low, High: { } high } && Quantity.Share(low) != Quantity.Share(high) ? $"{Quantity.Share(low)} to {Quantity.Share(high)}" : null;

    private static void CallRows(CellGroup group, TextWriter writer)
    {
        Part("Calls", group, writer);
        Row("Rounds", group, cell => (Quantity.Count(cell.Rounds.Count), null), writer);
        foreach ((string name, Func<CallCounts, long> count) in Counts)
        {
            Row(name, group, cell => (Quantity.Count(cell.Rounds.Sum(r => count(r.Counts))), null), writer);
        }

        foreach (string kind in group.Cells.SelectMany(c => c.Rounds).SelectMany(r => r.Errors.Keys).Distinct().Order(StringComparer.Ordinal))
        {
            Row($"Error: {kind}", group, cell => (Quantity.Count(cell.Rounds.Sum(r => r.Errors.GetValueOrDefault(kind))), null), writer);
        }

        writer.Write("</tbody>\n");
    }

    private static void Part(string title, CellGroup group, TextWriter writer) =>
        writer.Write($"<tbody><tr><th scope=\"rowgroup\" colspan=\"{group.Cells.Count + 1}\"><span class=\"pin\">{HtmlText.Escape(title)}</span></th></tr>\n");

    private static void Row(string label, CellGroup group, Func<CellRecord, (string Figure, string? Interval)> of, TextWriter writer)
    {
        writer.Write($"<tr><th scope=\"row\">{HtmlText.Escape(label)}</th>");
        foreach (CellRecord cell in group.Cells)
        {
            (string figure, string? interval) = of(cell);
            string small = interval is null ? "" : $"<small>{interval}</small>";
            writer.Write(cell.Trust.Verdict == TrustVerdict.Invalid && figure != Quantity.Absent
                ? $"<td class=\"is-invalid\"><s>{figure}</s></td>"
                : $"<td>{figure}{small}</td>");
        }

        writer.Write("</tr>\n");
    }
}
