using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>Latency against throughput, step by step of a sweep; nothing where there is none.</summary>
internal static class HtmlSweeps
{
    private static readonly Figure Throughput = FigureCatalog.Get("throughput");
    private static readonly Figure P99 = FigureCatalog.Get("response.p99");
    private static readonly Figure[] Columns = [.. ((string[])["throughput", "response.p50", "response.p99", "response.p999"]).Select(FigureCatalog.Get)];

    public static void Write(IReadOnlyList<LoadSteps> sweeps, TextWriter writer)
    {
        if (sweeps.Count == 0)
        {
            return;
        }

        writer.Write("<section id=\"sweep\" aria-labelledby=\"sweep-title\">\n<h2 id=\"sweep-title\">Latency against throughput</h2>\n");
        writer.Write("<p class=\"quiet\">Each point is a step of the sweep: calls that ended per second, and the p99 of their response times; both axes logarithmic. Where a line turns upwards, more load buys waiting. Invalid steps are not drawn.</p>\n");
        foreach (LoadSteps sweep in sweeps)
        {
            Chart(sweep, writer);
            Table(sweep, writer);
        }

        writer.Write("</section>\n");
    }

    private static void Chart(LoadSteps sweep, TextWriter writer)
    {
        string title = HtmlText.Escape(sweep.Title);
        SvgPlot.Line[] lines =
        [
            .. sweep.Lines.Select(l => new SvgPlot.Line(l.Style, [.. l.Cells
                .Where(c => c.Trust.Verdict != TrustVerdict.Invalid)
                .Select(c => (Throughput.Of(c.Summary)?.Median ?? 0, P99.Of(c.Summary)?.Median ?? 0))])),
        ];
        writer.Write($"<h3>{title}</h3>\n");
        if (SvgPlot.Of($"p99 response time against throughput, {sweep.Title}; the figures stand in the table behind it", lines, ("throughput", Unit.PerSecond), ("p99", Unit.Nanoseconds)) is not { } plot)
        {
            writer.Write("<p>No step can be drawn.</p>\n");
            return;
        }

        writer.Write($"{plot}\n<div class=\"keys\" role=\"group\" aria-label=\"Lines of {title}\">");
        writer.Write(string.Concat(sweep.Lines.Select(l => $"<button type=\"button\" aria-pressed=\"true\">{l.Style.Key}{HtmlText.Escape(l.Label)}</button>")));
        writer.Write("</div>\n");
    }

    private static void Table(LoadSteps sweep, TextWriter writer)
    {
        writer.Write($"<details><summary>As a table</summary>\n{HtmlText.Region($"Steps of {sweep.Title}")}<table><caption>{HtmlText.Escape(sweep.Title)}</caption>\n<thead><tr><th scope=\"col\" class=\"left\">load</th>");
        writer.Write(string.Concat(Columns.Select(f => $"<th scope=\"col\">{HtmlText.Escape(f.Label)}</th>")));
        writer.Write("</tr></thead>\n");
        foreach (LoadSteps.Line line in sweep.Lines)
        {
            writer.Write($"<tbody><tr><th scope=\"rowgroup\" colspan=\"{Columns.Length + 1}\"><span class=\"pin\">{HtmlText.Escape(line.Label)}</span></th></tr>\n");
            foreach (CellRecord cell in line.Cells)
            {
                bool invalid = cell.Trust.Verdict == TrustVerdict.Invalid;
                writer.Write($"<tr><th scope=\"row\">{HtmlText.Escape(cell.Load.Text)}{HtmlMatrix.Tags(cell)}</th>");
                writer.Write(string.Concat(Columns.Select(f => $"<td>{HtmlText.Figure(EstimateText.Median(f, cell), invalid)}</td>")));
                writer.Write("</tr>\n");
            }

            writer.Write("</tbody>\n");
        }

        writer.Write("</table></div>\n</details>\n");
    }
}
