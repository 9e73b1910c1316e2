using System.Text.Json.Nodes;
using Bench.Harness.Record;
using Bench.Results.Floors;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>Transport × codec per group, shaded by one figure; the first is shown without script.</summary>
internal static class HtmlMatrix
{
    private static readonly (string Figure, string Label)[] Metrics =
    [
        ("throughput", "Throughput"),
        ("goodput", "Goodput"),
        ("response.p50", "Response time p50"),
        ("response.p99", "Response time p99"),
        ("response.p999", "Response time p99.9"),
        ("service.p99", "Service time p99"),
        ("client.cpu", "CPU per call, client"),
        ("server.cpu", "CPU per call, server"),
        ("client.alloc", "Allocated per call, client"),
        ("server.alloc", "Allocated per call, server"),
        ("wire.out", "Bytes out per call"),
        ("wire.in", "Bytes in per call"),
    ];

    // Ratio to the best of the group up to which a cell has a shade, darkest first; the same ratio looks the same in every table.
    private static readonly double[] Shades = [1.1, 1.5, 2.5, 5, 10];

    public static void Write(RunRecord run, IReadOnlyList<CellGroup> groups, TextWriter writer)
    {
        writer.Write("<section id=\"matrix\" aria-labelledby=\"matrix-title\">\n<h2 id=\"matrix-title\">Matrix</h2>\n");
        writer.Write("<p class=\"controls\"><label for=\"metric\">Figure</label> <select id=\"metric\">");
        writer.Write(string.Concat(Metrics.Select(m => $"<option>{HtmlText.Escape(m.Label)}</option>")));
        writer.Write("</select></p>\n<p class=\"quiet\">Medians over rounds with their 95 % interval. Darkest: within 10 % of the best of the table; palest: more than ten times off.</p>\n");
        if (run.Cells.Any(c => c.FloorShare is not null))
        {
            writer.Write("<p class=\"quiet\">Share of the floor: throughput as a part of that of bare sockets with messages of the same size, under the same load. Floors are shown, not ranked.</p>\n");
        }

        foreach (CellGroup group in groups)
        {
            Table(run, group, writer);
        }

        writer.Write("</section>\n");
    }

    /// <summary>What the script needs, safe inside a script element.</summary>
    public static string Data(RunRecord run, IReadOnlyList<CellGroup> groups, IReadOnlyList<LatencyCurve> curves)
    {
        JsonObject data = new()
        {
            ["metrics"] = new JsonArray([.. Metrics.Select(m => (JsonNode)m.Label)]),
            ["cells"] = new JsonArray([.. run.Cells.Select(c => (JsonNode)Cell(c, groups.First(g => g.Cells.Contains(c))))]),
            ["curves"] = new JsonArray([.. curves.Select(c => (JsonNode)c.Data())]),
        };

        // The default encoder escapes < and >, so no text can end the element.
        return data.ToJsonString();
    }

    private static JsonObject Cell(CellRecord cell, CellGroup group) => new()
    {
        ["invalid"] = cell.Trust.Verdict == TrustVerdict.Invalid,
        ["figures"] = new JsonArray([.. Metrics.Select(m => FigureCatalog.Get(m.Figure))
            .Select(f => (JsonNode)new JsonArray(EstimateText.Median(f, cell), EstimateText.Interval(f, cell), Shade(f, cell, group)))]),
    };

    private static void Table(RunRecord run, CellGroup group, TextWriter writer)
    {
        string[] codecs = [.. group.Cells.Select(c => c.Codec).Distinct()];
        writer.Write(HtmlText.Region($"Matrix of {group.Title}"));
        writer.Write($"<table class=\"matrix\"><caption>{HtmlText.Escape(group.Title)}: <span class=\"metric-name\">{Metrics[0].Label}</span></caption>\n");
        writer.Write($"<thead><tr><th scope=\"col\" class=\"left\">transport</th>{string.Concat(codecs.Select(c => $"<th scope=\"col\">{HtmlText.Escape(c)}</th>"))}</tr></thead>\n<tbody>\n");

        // Cells that differ in their options alone each take a row of their own.
        foreach (IGrouping<(string Transport, int Turn), CellRecord> row in group.Cells
            .GroupBy(c => (c.Transport, c.Codec))
            .SelectMany(same => same.Select((cell, turn) => (cell, turn)))
            .GroupBy(c => (c.cell.Transport, c.turn), c => c.cell))
        {
            writer.Write($"<tr><th scope=\"row\">{HtmlText.Escape(row.Key.Transport)}</th>");
            foreach (string codec in codecs)
            {
                writer.Write(row.FirstOrDefault(c => c.Codec == codec) is { } cell ? Entry(run, group, cell) : $"<td>{Quantity.Absent}</td>");
            }

            writer.Write("</tr>\n");
        }

        writer.Write("</tbody></table></div>\n");
    }

    private static string Entry(RunRecord run, CellGroup group, CellRecord cell)
    {
        Figure figure = FigureCatalog.Get(Metrics[0].Figure);
        bool invalid = cell.Trust.Verdict == TrustVerdict.Invalid;
        int? shade = Shade(figure, cell, group);
        string style = invalid ? "is-invalid" : shade is null ? "" : $"h{shade}";
        string element = invalid ? "s" : "span";
        int index = run.Cells.Index().First(c => ReferenceEquals(c.Item, cell)).Index;
        return $"<td class=\"{style}\" data-cell=\"{index}\"><{element} class=\"figure\">{EstimateText.Median(figure, cell)}</{element}>"
            + $"<small class=\"interval\">{EstimateText.Interval(figure, cell)}</small>{Share(cell)}{Tags(cell)}</td>";
    }

    private static string Share(CellRecord cell) => cell.FloorShare is null ? "" : $"<small>{FloorShares.Text(cell)} of the floor</small>";

    /// <summary>What has to be said beside every figure of a cell.</summary>
    internal static string Tags(CellRecord cell)
    {
        string verdict = cell.Trust.Verdict == TrustVerdict.Valid ? "" : Tag(TrustText.Word(cell.Trust.Verdict));
        return $"{(cell.IsFloor() ? Tag("floor") : "")}{verdict}{(cell.Rounds.Any(r => r.Partial == true) ? Tag("partial") : "")}";
    }

    private static string Tag(string word) => $"<span class=\"tag is-{word}\">{word}</span>";

    private static bool IsRanked(CellRecord cell) => cell.Trust.Verdict != TrustVerdict.Invalid && !cell.IsFloor();

    private static int? Shade(Figure figure, CellRecord cell, CellGroup group)
    {
        double[] ranked = [.. group.Cells.Where(IsRanked).Select(c => figure.Of(c.Summary)?.Median).OfType<double>()];
        if (!IsRanked(cell) || figure.Of(cell.Summary)?.Median is not { } value)
        {
            return null;
        }

        (double best, double worse) = figure.Better == Better.Higher ? (value, ranked.Max()) : (ranked.Min(), value);
        double ratio = worse <= best ? 1 : best <= 0 ? double.PositiveInfinity : worse / best;
        return Shades.Length - Shades.Count(s => ratio > s);
    }
}
