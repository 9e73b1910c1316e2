using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>
/// One self-contained page: it loads nothing, and its content security policy allows nothing but its own script and style,
/// by their hashes. Without script it still shows the throughput matrix and all tables.
/// </summary>
public sealed class HtmlReport : IReport
{
    /// <inheritdoc/>
    public string Name => "html";

    /// <inheritdoc/>
    public string Summary => "one self-contained page with matrix, latency curves and all figures";

    /// <inheritdoc/>
    public string FileName => "report.html";

    /// <inheritdoc/>
    public void Write(RunRecord run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(writer);
        IReadOnlyList<CellGroup> groups = CellGroup.Of(run);
        LatencyCurve[] curves = [.. groups.Select(LatencyCurve.Of).OfType<LatencyCurve>()];
        bool hasCells = run.Cells.Count > 0 || run.Micro is null;
        string[] scripts = hasCells ? [HtmlPage.Charts, HtmlPage.Asset("report.js")] : [];
        HtmlPage.Begin(writer, $"{Title(run)} – trust: {TrustText.Word(run.Trust.Verdict)}", HtmlPage.Style, scripts);
        writer.Write($"<p class=\"verdict {TrustText.Word(run.Trust.Verdict)}\">{HtmlText.Escape(TrustText.Line(run))}</p>\n");
        writer.Write($"<h1>{HtmlText.Escape(Title(run))}</h1>\n");
        writer.Write($"""
            <nav aria-label="Sections">{Links(run, hasCells)}<a href="#environment">Environment</a><a href="#again">Run again</a></nav>
            <main>

            """);
        if (run.Laboratory is { } laboratory)
        {
            HtmlLaboratory.Write(laboratory, writer);
        }

        HtmlTrust.Write(run, writer);
        if (hasCells)
        {
            Cells(run, groups, curves, writer);
        }

        HtmlMicro.Write(run, writer);
        HtmlAppendix.Write(run, writer);
        writer.Write("</main>\n");
        if (hasCells)
        {
            writer.Write($"<script type=\"application/json\" id=\"data\">{HtmlMatrix.Data(run, groups, curves)}</script>\n");
        }

        HtmlPage.End(writer, scripts);
    }

    /// <summary>Links to the sections, as far as the run has them.</summary>
    private static string Links(RunRecord run, bool hasCells)
    {
        (string answer, string pick) = run.Laboratory is null ? ("", "<a href=\"#pick\">What to pick</a>") : ("<a href=\"#answer\">Answer</a>", "");
        string cells = $"{pick}<a href=\"#matrix\">Matrix</a><a href=\"#latency\">Latency</a><a href=\"#figures\">Figures</a>";
        return $"{answer}<a href=\"#trust\">Trust</a>{(hasCells ? cells : "")}{HtmlMicro.Link(run)}{(hasCells ? "<a href=\"#payloads\">Payloads</a>" : "")}";
    }

    private static void Cells(RunRecord run, IReadOnlyList<CellGroup> groups, LatencyCurve[] curves, TextWriter writer)
    {
        if (run.Laboratory is null)
        {
            HtmlPick.Write(run, writer);
        }

        HtmlMatrix.Write(run, groups, writer);
        HtmlCurves.Write(curves, writer);
        HtmlFigures.Write(groups, writer);
        HtmlSearches.Write(run, writer);
        HtmlTimelines.Write(run, writer);
    }

    private static string Title(RunRecord run)
    {
        if (run.Laboratory is { } laboratory)
        {
            return $"rpcbench: {laboratory.Name}";
        }

        if (run.Cells.Count == 0 && run.Micro is not null)
        {
            return "rpcbench: single parts";
        }

        string[] scenarios = [.. run.Cells.Select(c => c.Scenario).Distinct()];
        string what = scenarios.Length is > 0 and <= 4 ? string.Join(", ", scenarios) : $"{scenarios.Length} scenarios";
        return $"rpcbench: {what}, {run.Cells.Count} cells";
    }
}
