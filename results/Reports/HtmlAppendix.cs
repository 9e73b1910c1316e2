using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>Payload sizes, setups, what was not measured, the environment, and how to measure again.</summary>
internal static class HtmlAppendix
{
    public static void Write(RunRecord run, TextWriter writer)
    {
        if (run.Cells.Count > 0 || run.Micro is null)
        {
            Payloads(run, writer);
        }

        Named("setups", "Setups", [.. SetupRow.Of(run).Select(s => (s.Transports, s.Setup))], writer);
        Named("absent", "Not measured", [.. (run.Absent ?? []).Select(a => (a.Id, a.Reason))], writer);
        Named("environment", "Environment", [.. RunFacts.Of(run)], writer);
        Again(run, writer);
    }

    private static void Again(RunRecord run, TextWriter writer)
    {
        writer.Write("<section id=\"again\" aria-labelledby=\"again-title\">\n<h2 id=\"again-title\">Run again</h2>\n");
        if (RunFacts.MicroCommand(run) is string benchmarks)
        {
            writer.Write($"<pre tabindex=\"0\"><code>{HtmlText.Escape(benchmarks)}</code></pre>\n</section>\n");
            return;
        }

        string saved = $"<p>{(RunAgain.Of(run) is null ? "Save" : "Or save")} the plan as <code>plan.json</code>, then:</p>\n<pre tabindex=\"0\"><code>{RunAgain.SavedPlan}</code></pre>\n";
        if (RunAgain.Of(run) is { } command)
        {
            writer.Write($"<p>This command measures the same plan:</p>\n<pre tabindex=\"0\" class=\"command\" aria-label=\"The command\"><code>{HtmlText.EscapeLines(command)}</code></pre>\n");
        }

        writer.Write($"{saved}<pre tabindex=\"0\" aria-label=\"The plan\"><code>{HtmlText.EscapeLines(RunFacts.Plan(run))}</code></pre>\n");
        writer.Write($"<h3>Cite</h3>\n<p class=\"cite\">{HtmlText.Escape(RunFacts.Citation(run))}</p>\n</section>\n");
    }

    private static void Payloads(RunRecord run, TextWriter writer)
    {
        PayloadRow[] rows = [.. PayloadRow.Of(run)];
        string[] codecs = [.. rows.Select(r => r.Codec).Distinct()];
        writer.Write("<section id=\"payloads\" aria-labelledby=\"payloads-title\">\n<h2 id=\"payloads-title\">Payload sizes</h2>\n");
        if (rows.Length == 0)
        {
            writer.Write("<p>No payload was encoded.</p>\n</section>\n");
            return;
        }

        writer.Write($"<p class=\"quiet\">Median encoded request → reply, without framing.</p>\n{HtmlText.Region("Payload sizes")}<table>\n<thead><tr><th scope=\"col\" class=\"left\">call</th>");
        writer.Write(string.Concat(codecs.Select(c => $"<th scope=\"col\">{HtmlText.Escape(c)}</th>")));
        writer.Write("</tr></thead>\n<tbody>\n");
        foreach (IGrouping<(string Scenario, string Method), PayloadRow> call in rows.GroupBy(r => (r.Scenario, r.Method)))
        {
            writer.Write($"<tr><th scope=\"row\">{HtmlText.Escape($"{call.Key.Scenario} {call.Key.Method}")}</th>");
            foreach (PayloadRow? row in codecs.Select(c => call.FirstOrDefault(r => r.Codec == c)))
            {
                string sizes = $"{Quantity.Text(row?.RequestBytes, Unit.Bytes)} → {Quantity.Text(row?.ReplyBytes, Unit.Bytes)}";
                writer.Write(row is { IsInvalid: true } ? $"<td class=\"is-invalid\"><s>{sizes}</s></td>" : $"<td>{sizes}</td>");
            }

            writer.Write("</tr>\n");
        }

        writer.Write("</tbody></table></div>\n</section>\n");
    }

    private static void Named(string id, string title, (string Name, string Text)[] rows, TextWriter writer)
    {
        if (rows.Length == 0)
        {
            return;
        }

        writer.Write($"<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{title}</h2>\n<dl>\n");
        foreach ((string name, string text) in rows)
        {
            writer.Write($"<dt>{HtmlText.Escape(name)}</dt><dd>{HtmlText.Escape(text)}</dd>\n");
        }

        writer.Write("</dl>\n</section>\n");
    }
}
