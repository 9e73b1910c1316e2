using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Reports;

/// <summary>Where the time of calls goes: a stacked bar a cell over one axis, and a table under each.</summary>
internal static class HtmlStages
{
    private const int Colours = 6;

    public static void Write(IReadOnlyList<CellGroup> groups, TextWriter writer)
    {
        (CellGroup Group, CellStages[] Cells)[] known = [.. groups.Select(g => (g, CellStages.Of(g.Cells).ToArray())).Where(g => g.Item2.Length > 0)];
        if (known.Length == 0)
        {
            return;
        }

        writer.Write("<section id=\"stages\" aria-labelledby=\"stages-title\">\n<h2 id=\"stages-title\">Where the time goes</h2>\n");
        writer.Write("<p class=\"quiet\">Of sampled calls, one in 64; medians over rounds. The bars of a table begin at 0 and share their axis; neighbouring stages differ in colour, and the tables name them in the same order.</p>\n");
        foreach ((CellGroup group, CellStages[] cells) in known)
        {
            Bars(group, cells, writer);
            foreach (CellStages stages in cells)
            {
                Table(group, stages, writer);
            }
        }

        writer.Write("</section>\n");
    }

    private static void Bars(CellGroup group, CellStages[] cells, TextWriter writer)
    {
        double most = cells.Max(c => c.TotalNs);
        writer.Write($"{HtmlText.Region($"Stages of {group.Title}")}<table class=\"bars\"><caption>{HtmlText.Escape(group.Title)}; axis from 0 to {Quantity.Text(most, Unit.Nanoseconds)}</caption>\n");
        writer.Write("<thead><tr><th scope=\"col\" class=\"left\">cell</th><th scope=\"col\" class=\"left wide\">stages</th><th scope=\"col\">all together</th></tr></thead>\n<tbody>\n");
        foreach (CellStages stages in cells)
        {
            writer.Write($"<tr><th scope=\"row\">{HtmlText.Escape(group.Label(stages.Cell))}{HtmlMatrix.Tags(stages.Cell)}</th><td class=\"left wide\">{Bar(group.Label(stages.Cell), stages, most)}</td>");
            writer.Write($"<td>{HtmlText.Figure(Quantity.Text(stages.TotalNs, Unit.Nanoseconds), IsInvalid(stages.Cell))}</td></tr>\n");
        }

        writer.Write("</tbody></table></div>\n");
    }

    private static string Bar(string label, CellStages stages, double most)
    {
        double at = 0;
        var parts = new List<string>();
        foreach ((StageTime stage, int i) in stages.Stages.Select((s, i) => (s, i)))
        {
            double width = 100 * stage.TimeNs / most;
            parts.Add($"<rect class=\"t{i % Colours}\" x=\"{HtmlText.Number(at)}\" width=\"{HtmlText.Number(width)}\" height=\"10\"><title>{HtmlText.Escape(stage.Name)}: {Quantity.Text(stage.TimeNs, Unit.Nanoseconds)}</title></rect>");
            at += width;
        }

        return $"<svg class=\"chart bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{HtmlText.Escape($"Stages of {label}")}\">{string.Concat(parts)}</svg>";
    }

    private static void Table(CellGroup group, CellStages stages, TextWriter writer)
    {
        string label = $"Stages of {group.Label(stages.Cell)}";
        writer.Write($"{HtmlText.Region($"{label}, {group.Title}")}<table><caption>{HtmlText.Escape(label)}</caption>\n<thead><tr><th scope=\"col\" class=\"left\">{StageText.Headings[0]}</th>");
        writer.Write($"{string.Concat(StageText.Headings.Skip(1).Select(h => $"<th scope=\"col\">{h}</th>"))}</tr></thead>\n<tbody>\n");
        foreach ((string[] row, int i) in StageText.Rows(stages).Select((r, i) => (r, i)))
        {
            writer.Write($"<tr><th scope=\"row\"><svg class=\"chart swatch\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"t{i % Colours}\" width=\"10\" height=\"10\"/></svg>{HtmlText.Escape(row[0])}</th>");
            writer.Write($"{string.Concat(row.Skip(1).Select(t => $"<td>{HtmlText.Figure(t, IsInvalid(stages.Cell))}</td>"))}</tr>\n");
        }

        writer.Write($"</tbody></table></div>\n<p class=\"quiet\">{HtmlText.Escape(StageText.Sum(stages))}</p>\n");
    }

    private static bool IsInvalid(CellRecord cell) => cell.Trust.Verdict == TrustVerdict.Invalid;
}
