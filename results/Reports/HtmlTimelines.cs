using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>Launches with faults, second by second.</summary>
internal static class HtmlTimelines
{
    public static void Write(RunRecord run, TextWriter writer)
    {
        FaultTimeline[] timelines = [.. FaultTimeline.Of(run)];
        if (timelines.Length == 0)
        {
            return;
        }

        writer.Write("<section id=\"faults\" aria-labelledby=\"faults-title\">\n<h2 id=\"faults-title\">Faults, second by second</h2>\n");
        foreach (FaultTimeline timeline in timelines)
        {
            bool invalid = timeline.Cell.Trust.Verdict == TrustVerdict.Invalid;
            string title = $"{timeline.Title}{(invalid ? " ✗ invalid" : "")}";
            writer.Write($"<h3>{HtmlText.Escape(title)}</h3>\n{HtmlText.Region(title)}<table>\n<thead><tr>");
            writer.Write(string.Concat(FaultTimeline.Headings.Select((h, i) => $"<th scope=\"col\"{Left(i)}>{h}</th>")));
            writer.Write("</tr></thead>\n<tbody>\n");
            foreach (FaultSecond second in timeline.Seconds)
            {
                writer.Write($"<tr>{string.Concat(second.Texts.Select((t, i) => Field(t, i, invalid)))}</tr>\n");
            }

            writer.Write("</tbody></table></div>\n");
        }

        writer.Write("</section>\n");
    }

    private static string Field(string text, int column, bool invalid) => invalid && FaultTimeline.IsFigure(column)
        ? $"<td class=\"is-invalid\"><s>{HtmlText.Escape(text)}</s></td>"
        : $"<td{Left(column)}>{HtmlText.Escape(text)}</td>";

    /// <summary>The last column is text.</summary>
    private static string Left(int column) => column == FaultTimeline.Headings.Count - 1 ? " class=\"left\"" : "";
}
