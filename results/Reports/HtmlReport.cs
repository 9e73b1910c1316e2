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
        bool hasCells = run.Cells.Count > 0 || run.Micro is null;
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
        if (!hasCells)
        {
            writer.Write("</body>\n</html>\n");
            return;
        }

        writer.Write($"<script type=\"application/json\" id=\"data\">{HtmlMatrix.Data(run, groups, curves)}</script>\n");
        writer.Write($"<script>{library}</script>\n<script>{script}</script>\n</body>\n</html>\n");
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

        if (run.Cells.Count == 0 && run.Micro is not null)
        {
            return "rpcbench: single parts";
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
