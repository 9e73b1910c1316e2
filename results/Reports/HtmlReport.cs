using System.Security.Cryptography;
using System.Text;
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
        string style = Asset("uplot.css") + Asset("report.css");
        string library = $"/*\n{Asset("uplot.LICENSE.txt")}*/\n{Asset("uplot.js")}";
        string script = Asset("report.js");
        Head(run, writer, style, [library, script]);
        writer.Write($"<p class=\"verdict {TrustText.Word(run.Trust.Verdict)}\">{HtmlText.Escape(TrustText.Line(run))}</p>\n");
        writer.Write($"<h1>{HtmlText.Escape(Title(run))}</h1>\n");
        LoadSteps[] sweeps = [.. LoadSteps.Of(run)];
        writer.Write($"<nav aria-label=\"Sections\">{string.Concat(Sections(run, sweeps.Length > 0).Select(s => $"<a href=\"#{s.Id}\">{s.Title}</a>"))}</nav>\n<main>\n");
        if (run.Laboratory is { } laboratory)
        {
            HtmlLaboratory.Write(laboratory, writer);
        }

        HtmlTrust.Write(run, writer);
        if (run.Laboratory is null)
        {
            HtmlPick.Write(run, writer);
        }

        HtmlMatrix.Write(run, groups, writer);
        HtmlIntervals.Write(groups, writer);
        HtmlCurves.Write(curves, writer);
        HtmlSweeps.Write(sweeps, writer);
        HtmlSearches.Write(run, writer);
        HtmlConnections.Write(groups, writer);
        HtmlSizes.Write(groups, writer);
        HtmlTimelines.Write(run, writer);
        HtmlFigures.Write(groups, writer);
        HtmlAppendix.Write(run, writer);
        writer.Write("</main>\n");
        writer.Write($"<script type=\"application/json\" id=\"data\">{HtmlMatrix.Data(run, groups, curves)}</script>\n");
        writer.Write($"<script>{library}</script>\n<script>{script}</script>\n</body>\n</html>\n");
    }

    private static IEnumerable<(string Id, string Title)> Sections(RunRecord run, bool hasSweep) =>
    [
        .. run.Laboratory is null ? [] : ((string, string)[])[("answer", "Answer")],
        ("trust", "Trust"),
        .. run.Laboratory is null ? ((string, string)[])[("pick", "What to pick")] : [],
        ("matrix", "Matrix"),
        ("intervals", "Intervals"),
        ("latency", "Latency"),
        .. hasSweep ? ((string, string)[])[("sweep", "Latency against throughput")] : [],
        ("connections", "Connections"),
        .. run.Cells.Any(c => c.Rounds.Any(r => r.Timeline is { Count: > 0 })) ? ((string, string)[])[("timelines", "Timelines")] : [],
        ("figures", "Figures"),
        ("payloads", "Payloads"),
        ("environment", "Environment"),
        ("again", "Run again"),
    ];

    private static void Head(RunRecord run, TextWriter writer, string style, string[] scripts)
    {
        string allowed = string.Join(' ', scripts.Select(Hash));
        writer.Write($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src {Hash(style)}; script-src {allowed}; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{HtmlText.Escape(Title(run))} – trust: {TrustText.Word(run.Trust.Verdict)}</title>
            <style>{style}</style>
            </head>
            <body>

            """);
    }

    private static string Title(RunRecord run)
    {
        if (run.Laboratory is { } laboratory)
        {
            return $"rpcbench: {laboratory.Name}";
        }

        string[] scenarios = [.. run.Cells.Select(c => c.Scenario).Distinct()];
        string what = scenarios.Length is > 0 and <= 4 ? string.Join(", ", scenarios) : $"{scenarios.Length} scenarios";
        return $"rpcbench: {what}, {run.Cells.Count} cells";
    }

    private static string Hash(string content) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";

    // Browsers hash the text after they have normalised its line ends.
    private static string Asset(string name)
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream($"Bench.Results.Reports.assets.{name}")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
