using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>What each codec costs in bytes: on the wire, and allocated by either process.</summary>
internal static class HtmlSizes
{
    private static readonly Figure[] Columns = [.. ((string[])["wire.out", "wire.in", "client.alloc", "server.alloc"]).Select(FigureCatalog.Get)];
    private static readonly string[] Headings = ["wire, out", "wire, in", "allocated, client", "allocated, server"];

    public static void Write(IReadOnlyList<CellGroup> groups, TextWriter writer)
    {
        CellGroup[] known = [.. groups.Where(g => g.Cells.Any(c => Columns.Any(f => f.Of(c.Summary) is not null)))];
        if (known.Length == 0)
        {
            return;
        }

        writer.Write("<section id=\"bytes\" aria-labelledby=\"bytes-title\">\n<h2 id=\"bytes-title\">Bytes by codec</h2>\n");
        writer.Write("<p class=\"quiet\">Per call; medians over finished rounds. The bars of a column begin at 0 and share their axis.</p>\n");
        foreach (CellGroup group in known)
        {
            Table(group, writer);
        }

        writer.Write("</section>\n");
    }

    private static void Table(CellGroup group, TextWriter writer)
    {
        writer.Write($"{HtmlText.Region($"Bytes by codec of {group.Title}")}<table class=\"bars\"><caption>{HtmlText.Escape(group.Title)}</caption>\n<thead><tr><th scope=\"col\" class=\"left\">transport</th>");
        writer.Write(string.Concat(Headings.Select(h => $"<th scope=\"col\">{h}</th>")));
        writer.Write("</tr></thead>\n");
        double[] most = [.. Columns.Select(f => group.Cells.Where(IsRanked).Select(c => f.Of(c.Summary)?.Median ?? 0).Append(0).Max())];
        foreach (IGrouping<string, CellRecord> codec in group.Cells.GroupBy(c => c.Codec))
        {
            writer.Write($"<tbody><tr><th scope=\"rowgroup\" colspan=\"{Columns.Length + 1}\"><span class=\"pin\">{HtmlText.Escape(codec.Key)}</span></th></tr>\n");
            foreach (CellRecord cell in codec)
            {
                writer.Write($"<tr><th scope=\"row\">{HtmlText.Escape(cell.Transport)}{HtmlMatrix.Tags(cell)}</th>");
                writer.Write(string.Concat(Columns.Select((f, i) => Entry(f, cell, most[i]))));
                writer.Write("</tr>\n");
            }

            writer.Write("</tbody>\n");
        }

        writer.Write("</table></div>\n");
    }

    private static string Entry(Figure figure, CellRecord cell, double most)
    {
        string text = HtmlText.Figure(EstimateText.Median(figure, cell), !IsRanked(cell));
        string bar = IsRanked(cell) && most > 0 && figure.Of(cell.Summary)?.Median is { } value
            ? $"<svg class=\"chart level\" viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"rest\" width=\"100\" height=\"4\"/><rect class=\"fill\" width=\"{HtmlText.Number(100 * value / most)}\" height=\"4\"/></svg>"
            : "";
        return $"<td>{text}{bar}</td>";
    }

    private static bool IsRanked(CellRecord cell) => cell.Trust.Verdict != TrustVerdict.Invalid;
}
