using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>Searches for capacity, window by window.</summary>
internal static class HtmlSearches
{
    public static void Write(RunRecord run, TextWriter writer)
    {
        SearchTrail[] trails = [.. SearchTrail.Of(run)];
        if (trails.Length == 0)
        {
            return;
        }

        writer.Write("<section id=\"searches\" aria-labelledby=\"searches-title\">\n<h2 id=\"searches-title\">Searches for capacity</h2>\n");
        foreach (SearchTrail trail in trails)
        {
            bool invalid = trail.Cell.Trust.Verdict == TrustVerdict.Invalid;
            string title = $"{trail.Title}{(invalid ? " ✗ invalid" : "")}";
            string result = HtmlText.Escape(trail.Result);
            writer.Write($"<h3>{HtmlText.Escape(title)}</h3>\n<p>{(invalid ? $"<s>{result}</s>" : result)}</p>\n{HtmlText.Region(title)}<table>\n<thead><tr>");
            writer.Write(string.Concat(trail.Headings.Select((h, i) => $"<th scope=\"col\"{Left(trail, i)}>{HtmlText.Escape(h)}</th>")));
            writer.Write("</tr></thead>\n<tbody>\n");
            foreach (IReadOnlyList<string> row in trail.Rows)
            {
                writer.Write($"<tr>{string.Concat(row.Select((t, i) => Field(trail, t, i, invalid)))}</tr>\n");
            }

            writer.Write("</tbody></table></div>\n");
        }

        writer.Write("</section>\n");
    }

    private static string Field(SearchTrail trail, string text, int column, bool invalid) => invalid && trail.IsFigure(column)
        ? $"<td class=\"is-invalid\"><s>{HtmlText.Escape(text)}</s></td>"
        : $"<td{Left(trail, column)}>{HtmlText.Escape(text)}</td>";

    private static string Left(SearchTrail trail, int column) => trail.IsFigure(column) ? "" : " class=\"left\"";
}
