using System.Text;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>Every launch second by second: bars of calls, with pauses, faults and findings marked.</summary>
internal static class HtmlTimelines
{
    private const double MsPerSecond = 1000;
    private const double Height = 40;

    private const double Gap = 0.02;

    // A pause of a few ms would be too thin to be seen.
    private const double ThinnestShare = 0.004;

    public static void Write(RunRecord run, TextWriter writer)
    {
        (IReadOnlyList<RoundTimeline> timelines, int more) = RoundTimeline.Of(run);
        if (timelines.Count == 0)
        {
            return;
        }

        writer.Write("<section id=\"timelines\" aria-labelledby=\"timelines-title\">\n<h2 id=\"timelines-title\">Timelines, second by second</h2>\n");
        writer.Write("<p class=\"quiet\">A bar is a second of the window, the last one perhaps a part of it: calls per second that went well, and on top of them those that failed. Shaded: the load generator or a server stood still. A line: a fault of the plan.</p>\n");
        writer.Write(more == 0 ? "" : $"<p class=\"quiet\">Left out, as the page would be too long: {Quantity.Count(more)} launches in which nothing happened.</p>\n");
        foreach (IGrouping<string, RoundTimeline> cell in timelines.GroupBy(t => t.Cell.Id))
        {
            bool invalid = cell.First().Cell.Trust.Verdict == TrustVerdict.Invalid;
            writer.Write($"<h3>{HtmlText.Escape(cell.Key)}{(invalid ? " ✗ invalid" : "")}</h3>\n<div class=\"rounds\">\n");
            foreach (RoundTimeline timeline in cell)
            {
                Launch(timeline, invalid, writer);
            }

            writer.Write("</div>\n");
        }

        writer.Write("</section>\n");
    }

    private static void Launch(RoundTimeline timeline, bool invalid, TextWriter writer)
    {
        string title = $"Round {Quantity.Count(timeline.Round.Round)}{(timeline.Round.Partial == true ? ", partial" : "")}";
        double most = timeline.Round.Timeline!.Select((s, i) => (s.Ok + s.Failed) / timeline.LengthOf(i)).Max();
        writer.Write($"<figure>\n<figcaption>{title}, highest bar {HtmlText.Figure($"{Quantity.Count(Math.Round(most))} calls/s", invalid)}</figcaption>\n{Chart(timeline, $"{title} of {timeline.Cell.Id}; the figures stand in the table behind it", most)}\n");
        if (timeline.Findings.Count > 0)
        {
            writer.Write("<ul>\n");
            foreach (Finding finding in timeline.Findings)
            {
                string word = TrustText.Word(finding.Severity);
                writer.Write($"<li><span class=\"tag is-{word}\">{word}</span> {HtmlText.Escape(finding.Figure)}</li>\n");
            }

            writer.Write("</ul>\n");
        }

        Table(timeline, $"{title} of {timeline.Cell.Id}", invalid, writer);
        writer.Write("</figure>\n");
    }

    private static string Chart(RoundTimeline timeline, string label, double most)
    {
        IReadOnlyList<TimelineSecond> seconds = timeline.Round.Timeline!;
        double width = seconds.Select((_, i) => timeline.LengthOf(i)).Sum();
        string Box(string style, double x, double y, double wide, double tall, string? title = null)
        {
            string more = title is null ? "/>" : $"><title>{HtmlText.Escape(title)}</title></rect>";
            return $"<rect class=\"{style}\" x=\"{HtmlText.Number(x)}\" y=\"{HtmlText.Number(y)}\" width=\"{HtmlText.Number(wide)}\" height=\"{HtmlText.Number(tall)}\"{more}";
        }

        StringBuilder svg = new($"<svg class=\"chart timeline\" viewBox=\"0 0 {HtmlText.Number(width)} {HtmlText.Number(Height)}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{HtmlText.Escape(label)}\">");
        for (int i = 0; i < seconds.Count; i++)
        {
            double scale = most == 0 ? 0 : Height / most / timeline.LengthOf(i);
            (double ok, double failed, double wide) = (seconds[i].Ok * scale, seconds[i].Failed * scale, timeline.LengthOf(i) - (2 * Gap));
            svg.Append(Box("fill", i + Gap, Height - ok, wide, ok)).Append(failed > 0 ? Box("failed", i + Gap, Height - ok - failed, wide, failed) : "");
        }

        foreach ((string whose, PauseInfo pause) in timeline.Pauses)
        {
            double from = Math.Max(0, pause.AtMs / MsPerSecond);
            double to = Math.Max((pause.AtMs + pause.DurationMs) / MsPerSecond, from + (ThinnestShare * seconds.Count));
            svg.Append(Box("pause", from, 0, to - from, Height, $"{whose} paused for {Quantity.Milliseconds(pause.DurationMs)}"));
        }

        foreach (FaultInfo fault in timeline.Round.Faults ?? [])
        {
            svg.Append($"<path class=\"fault\" d=\"M{HtmlText.Number(fault.AtMs / MsPerSecond)} 0V{HtmlText.Number(Height)}\"><title>{HtmlText.Escape(fault.Fault)}</title></path>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static void Table(RoundTimeline timeline, string title, bool invalid, TextWriter writer)
    {
        writer.Write($"<details><summary>As a table</summary>\n{HtmlText.Region(title)}<table>\n<thead><tr>");
        writer.Write(string.Concat(RoundTimeline.Headings.Select((h, i) => $"<th scope=\"col\"{Left(i)}>{h}</th>")));
        writer.Write("</tr></thead>\n<tbody>\n");
        foreach (TimelineSecond second in timeline.Round.Timeline!)
        {
            writer.Write($"<tr>{string.Concat(timeline.Texts(second).Select((t, i) => $"<td{Left(i)}>{HtmlText.Figure(t, invalid && RoundTimeline.IsFigure(i))}</td>"))}</tr>\n");
        }

        writer.Write("</tbody></table></div>\n</details>\n");
    }

    /// <summary>The last column is text.</summary>
    private static string Left(int column) => column == RoundTimeline.Headings.Count - 1 ? " class=\"left\"" : "";
}
