using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>The places of the latency curves, each with a legend of buttons.</summary>
internal static class HtmlCurves
{
    // The same dashes as in the script.
    private static readonly string[] Dashes = ["", "8 4", "2 3", "10 3 2 3", "5 2", "1 5"];

    public static void Write(IReadOnlyList<LatencyCurve> curves, TextWriter writer)
    {
        writer.Write("<section id=\"latency\" aria-labelledby=\"latency-title\">\n<h2 id=\"latency-title\">Latency by percentile</h2>\n");
        writer.Write(curves.Count == 0
            ? "<p>No latencies were measured.</p>\n"
            : "<p class=\"quiet\">Response time from the intended start, finished rounds merged; both axes logarithmic. Colour tells the codec, dashes the transport. A click on a name hides or shows its line.</p>\n");
        for (int i = 0; i < curves.Count; i++)
        {
            string title = HtmlText.Escape(curves[i].Group.Title);
            writer.Write($"<h3>{title}</h3>\n<div class=\"curve\" id=\"curve-{i}\" role=\"img\" aria-label=\"Latency curves of {title}; the same figures stand in the table below\"></div>\n<div class=\"keys\">");
            foreach (LatencyCurve.Line line in curves[i].Series)
            {
                string invalid = line.Cell.Trust.Verdict == TrustVerdict.Invalid ? " (invalid)" : "";
                writer.Write($"<button type=\"button\" aria-pressed=\"true\"><svg viewBox=\"0 0 28 8\" aria-hidden=\"true\"><path class=\"s{line.Colour}\" d=\"M0 4H28\" stroke-width=\"2\" stroke-dasharray=\"{Dashes[line.Dash]}\"/></svg>{HtmlText.Escape(curves[i].Group.Label(line.Cell))}{invalid}<output></output></button>");
            }

            writer.Write("<span class=\"quiet\"></span></div>\n");
        }

        writer.Write("</section>\n");
    }
}
