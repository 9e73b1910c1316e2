using System.Globalization;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>The places of the latency curves, each with a legend of buttons.</summary>
internal static class HtmlCurves
{
    private static readonly double[] Percentiles = [50, 75, 90, 95, 99, 99.9, 99.99, 100];

    public static void Write(IReadOnlyList<LatencyCurve> curves, TextWriter writer)
    {
        writer.Write("<section id=\"latency\" aria-labelledby=\"latency-title\">\n<h2 id=\"latency-title\">Latency by percentile</h2>\n");
        writer.Write(curves.Count == 0
            ? "<p>No latencies were measured.</p>\n"
            : "<p class=\"quiet\">Response time from the intended start, finished rounds merged; both axes logarithmic. Colour tells the codec, dashes the transport. A name in the legend hides or shows its line.</p>\n");
        for (int i = 0; i < curves.Count; i++)
        {
            string title = HtmlText.Escape(curves[i].Group.Title);
            writer.Write($"<h3>{title}</h3>\n<div class=\"curve\" id=\"curve-{i}\" role=\"img\" aria-label=\"Latency curves of {title}; the figures stand in the table behind it\"></div>\n<div class=\"keys\" role=\"group\" aria-label=\"Lines of {title}\">");
            foreach (LatencyCurve.Line line in curves[i].Series)
            {
                string invalid = line.Cell.Trust.Verdict == TrustVerdict.Invalid ? " (invalid)" : "";
                writer.Write($"<button type=\"button\" aria-pressed=\"true\">{line.Style.Key}{HtmlText.Escape(curves[i].Group.Label(line.Cell))}{invalid}<output></output></button>");
            }

            writer.Write("<span class=\"quiet\"></span></div>\n");
            Table(curves[i], writer);
        }

        writer.Write("</section>\n");
    }

    private static void Table(LatencyCurve curve, TextWriter writer)
    {
        string title = $"Response times of {curve.Group.Title} by percentile";
        writer.Write($"<details><summary>As a table</summary>\n{HtmlText.Region(title)}<table><caption>{HtmlText.Escape(title)}</caption>\n<thead><tr><th scope=\"col\" class=\"left\">cell</th>");
        writer.Write(string.Concat(Percentiles.Select(p => $"<th scope=\"col\">{(p == 100 ? "max" : $"p{p.ToString(CultureInfo.InvariantCulture)}")}</th>")));
        writer.Write("</tr></thead>\n<tbody>\n");
        foreach (LatencyCurve.Line line in curve.Series)
        {
            writer.Write($"<tr><th scope=\"row\">{HtmlText.Escape(curve.Group.Label(line.Cell))}</th>");
            bool invalid = line.Cell.Trust.Verdict == TrustVerdict.Invalid;
            writer.Write(string.Concat(Percentiles.Select(p => $"<td>{HtmlText.Figure(Quantity.Text(line.Histogram.GetValueAtPercentile(p), Unit.Nanoseconds), invalid)}</td>")));
            writer.Write("</tr>\n");
        }

        writer.Write("</tbody></table></div>\n</details>\n");
    }
}
