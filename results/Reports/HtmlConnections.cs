using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>What the connections of every cell did, and what they were allowed.</summary>
internal static class HtmlConnections
{
    private static readonly Figure[] Columns = [.. FigureCatalog.All.Where(f => f.Group == "Connections")];

    public static void Write(IReadOnlyList<CellGroup> groups, TextWriter writer)
    {
        writer.Write("<section id=\"connections\" aria-labelledby=\"connections-title\">\n<h2 id=\"connections-title\">Connections</h2>\n");
        CellGroup[] known = [.. groups.Where(g => g.Cells.Any(c => c.Summary?.Connections is not null))];
        writer.Write(known.Length == 0 ? "<p>Nothing is known of the connections.</p>\n" : "<p class=\"quiet\">Of the window; medians over finished rounds.</p>\n");
        foreach (CellGroup group in known)
        {
            Table(group, writer);
        }

        writer.Write("</section>\n");
    }

    private static void Table(CellGroup group, TextWriter writer)
    {
        Figure[] columns = [.. Columns.Where(f => group.Cells.Any(c => f.Of(c.Summary) is not null))];
        writer.Write($"{HtmlText.Region($"Connections of {group.Title}")}<table><caption>{HtmlText.Escape(group.Title)}</caption>\n<thead><tr><th scope=\"col\" class=\"left\">cell</th><th scope=\"col\" class=\"left\">allowed</th>");
        writer.Write(string.Concat(columns.Select(f => $"<th scope=\"col\">{HtmlText.Escape(f.Label)}</th>")));
        writer.Write("</tr></thead>\n<tbody>\n");
        foreach (CellRecord cell in group.Cells)
        {
            bool invalid = cell.Trust.Verdict == TrustVerdict.Invalid;
            writer.Write($"<tr><th scope=\"row\">{HtmlText.Escape(group.Label(cell))}{HtmlMatrix.Tags(cell)}</th><td class=\"left\">{HtmlText.Escape(Allowed(cell.Options))}</td>");
            writer.Write(string.Concat(columns.Select(f => $"<td>{HtmlText.Figure(EstimateText.Median(f, cell), invalid)}</td>")));
            writer.Write("</tr>\n");
        }

        writer.Write("</tbody></table></div>\n");
    }

    private static string Allowed(CellOptions options) =>
        (options.Pool ?? options.Connections) is { } most ? $"{Quantity.Count(most)} kept" : options.BudgetNote ?? "as many as needed";
}
