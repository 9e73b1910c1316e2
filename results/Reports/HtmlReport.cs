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
        writer.Write($"<nav aria-label=\"Sections\">{string.Concat(Sections(run, hasCells).Select(s => $"<a href=\"#{s.Id}\">{s.Title}</a>"))}</nav>\n<main>\n");
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

    private static IEnumerable<(string Id, string Title)> Sections(RunRecord run, bool hasCells) =>
    [
        .. run.Laboratory is null ? [] : ((string, string)[])[("answer", "Answer")],
        ("trust", "Trust"),
        .. hasCells ? Sections(run) : [],
        .. run.Micro is null ? [] : ((string, string)[])[("micro", "Parts")],
        ("environment", "Environment"),
        ("again", "Run again"),
    ];

    private static IEnumerable<(string Id, string Title)> Sections(RunRecord run) =>
    [
        .. run.Laboratory is null ? ((string, string)[])[("pick", "What to pick")] : [],
        ("matrix", "Matrix"),
        ("intervals", "Intervals"),
        ("latency", "Latency"),
        .. LoadSteps.Of(run).Any() ? ((string, string)[])[("sweep", "Latency against throughput")] : [],
        .. run.Cells.Any(c => c.Rounds.Any(r => r.Stages is { Count: > 0 })) ? ((string, string)[])[("stages", "Stages")] : [],
        ("connections", "Connections"),
        .. run.Cells.Any(c => c.Rounds.Any(r => r.Timeline is { Count: > 0 })) ? ((string, string)[])[("timelines", "Timelines")] : [],
        ("figures", "Figures"),
        ("payloads", "Payloads"),
        .. SetupRow.Of(run).Any() ? ((string, string)[])[("setups", "Setups")] : [],
    ];

    private static void Cells(RunRecord run, IReadOnlyList<CellGroup> groups, LatencyCurve[] curves, TextWriter writer)
    {
        if (run.Laboratory is null)
        {
            HtmlPick.Write(run, writer);
        }

        HtmlMatrix.Write(run, groups, writer);
        HtmlIntervals.Write(groups, writer);
        HtmlCurves.Write(curves, writer);
        HtmlSweeps.Write([.. LoadSteps.Of(run)], writer);
        HtmlSearches.Write(run, writer);
        HtmlStages.Write(groups, writer);
        HtmlConnections.Write(groups, writer);
        HtmlSizes.Write(groups, writer);
        HtmlTimelines.Write(run, writer);
        HtmlFigures.Write(groups, writer);
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
