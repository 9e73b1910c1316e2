using System.Globalization;
using System.Text.Json.Nodes;
using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Reports;

namespace Bench.Results.History;

/// <summary>A history as one self-contained page: a chart a series, and its values in a table.</summary>
public static class HtmlHistory
{
    /// <summary>Name of its file.</summary>
    public const string FileName = "history.html";

    /// <summary>Writes the page.</summary>
    public static void Write(HistoryFolder folder, RunHistory history, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(writer);
        string[] scripts = [HtmlPage.Charts, Asset("history.js")];
        string title = $"rpcbench: history of {HistoryText.Records(folder.Records.Count)}";
        HtmlPage.Begin(writer, title, HtmlPage.Style + Asset("history.css"), scripts);
        TrustVerdict worst = folder.Records.Max(r => r.Record.Trust.Verdict);
        writer.Write($"<p class=\"verdict {TrustText.Word(worst)}\">{HtmlText.Escape(HistoryText.Trust(folder))}</p>\n<h1>{HtmlText.Escape(title)}</h1>\n<main>\n");
        Summary(history, writer);
        List<HistorySeries> charts = [];
        foreach (MachineHistory machine in history.Machines)
        {
            writer.Write($"<section>\n<h2>{HtmlText.Escape(machine.Title)}</h2>\n");
            foreach (IGrouping<string, HistorySeries> figure in machine.Series.GroupBy(s => s.Figure))
            {
                writer.Write($"<h3>{HtmlText.Escape(HistoryText.Name(FigureCatalog.Get(figure.Key)))}</h3>\n<div class=\"series\">\n");
                foreach (HistorySeries series in figure)
                {
                    Series(series, charts.Count, writer);
                    charts.Add(series);
                }

                writer.Write("</div>\n");
            }

            writer.Write("</section>\n");
        }

        writer.Write("</main>\n");
        writer.Write($"<script type=\"application/json\" id=\"data\">{new JsonArray([.. charts.Select(Data)]).ToJsonString()}</script>\n");
        HtmlPage.End(writer, scripts);
    }

    private static void Summary(RunHistory history, TextWriter writer)
    {
        string[] changes = [.. history.Series.SelectMany(HistoryText.Changes)];
        string[] sentences = [.. changes.Length == 0 ? ["No change was found."] : changes, .. new[] { HistoryText.TooShort(history) }.OfType<string>()];
        writer.Write($"<section>\n<h2>Changes</h2>\n<ul>\n{string.Concat(sentences.Select(s => $"<li>{HtmlText.Escape(s)}</li>\n"))}</ul>\n");
        writer.Write("<p class=\"quiet\">Medians over launches, record by record; the band is the 95 % interval, a vertical line a change, a red ring an invalid record.</p>\n</section>\n");
        if (history.Skipped.Count > 0)
        {
            writer.Write($"<section>\n<h2>Skipped</h2>\n<ul>\n{string.Concat(history.Skipped.Select(s => $"<li>{HtmlText.Escape(s.Reason)}</li>\n"))}</ul>\n</section>\n");
        }
    }

    private static void Series(HistorySeries series, int chart, TextWriter writer)
    {
        Figure figure = FigureCatalog.Get(series.Figure);
        string label = HtmlText.Escape(series.Label);
        writer.Write($"<figure>\n<figcaption>{label} <output id=\"at-{chart}\"></output></figcaption>\n");
        writer.Write($"<div class=\"chart\" id=\"chart-{chart}\" role=\"img\" aria-label=\"{label} over time; the same values stand in the table below\"></div>\n");
        writer.Write($"<details><summary>Values</summary>{HtmlText.Region(series.Label)}<table>\n<thead><tr><th scope=\"col\" class=\"left\">run</th><th scope=\"col\">median</th><th scope=\"col\">interval</th><th scope=\"col\" class=\"left\">trust</th></tr></thead>\n<tbody>\n");
        foreach ((int index, HistoryPoint point) in series.Points.Index())
        {
            string value = HtmlText.Escape(figure.Text(point.Value?.Median));
            string marked = point.Trust == TrustVerdict.Invalid ? $"<td class=\"is-invalid\"><s>{value}</s></td>" : $"<td>{value}</td>";
            string change = series.Changes?.Any(c => c.At == index) == true ? " <strong>change</strong>" : "";
            string interval = point is { Trust: not TrustVerdict.Invalid, Value: { Low: { } low, High: { } high } } ? $"{figure.Text(low)} to {figure.Text(high)}" : Quantity.Absent;
            writer.Write($"<tr><th scope=\"row\">{HtmlText.Escape(point.Title)}{change}</th>{marked}<td>{HtmlText.Escape(interval)}</td><td class=\"left\">{TrustText.Word(point.Trust)}</td></tr>\n");
        }

        writer.Write("</tbody></table></div></details>\n</figure>\n");
    }

    // The default encoder escapes < and >, so no text can end the element.
    private static JsonNode? Data(HistorySeries series)
    {
        Figure figure = FigureCatalog.Get(series.Figure);
        JsonArray Each(Func<HistoryPoint, JsonNode?> of) => [.. series.Points.Select(of)];
        JsonNode? Counted(HistoryPoint point, double? value) => point.Counts ? value : null;
        return new JsonObject
        {
            ["unit"] = figure.Unit.ToString(),
            ["titles"] = Each(p => PlainText.OneLine(p.Title)),
            ["days"] = Each(p => p.StartedAt.UtcDateTime.ToString("MM-dd", CultureInfo.InvariantCulture)),
            ["texts"] = Each(p => figure.Text(p.Value?.Median)),
            ["median"] = Each(p => Counted(p, p.Value?.Median)),
            ["low"] = Each(p => Counted(p, p.Value?.Low ?? p.Value?.Median)),
            ["high"] = Each(p => Counted(p, p.Value?.High ?? p.Value?.Median)),
            ["invalid"] = Each(p => p.Trust == TrustVerdict.Invalid ? p.Value?.Median : null),
            ["changes"] = new JsonArray([.. (series.Changes ?? []).Select(c => (JsonNode)c.At)]),
        };
    }

    private static string Asset(string name) => HtmlPage.Resource(typeof(HtmlHistory).Assembly, $"Bench.Results.History.assets.{name}");
}
