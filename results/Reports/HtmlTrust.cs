using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>The findings, worst first.</summary>
internal static class HtmlTrust
{
    public static void Write(RunRecord run, TextWriter writer)
    {
        writer.Write("<section id=\"trust\" aria-labelledby=\"trust-title\">\n<h2 id=\"trust-title\">Trust</h2>\n");
        if (run.Trust.Findings.Count == 0)
        {
            writer.Write("<p>Every check passed.</p>\n");
        }
        else
        {
            writer.Write("<ul class=\"findings\">\n");
            foreach (Finding finding in run.Trust.Findings)
            {
                string word = TrustText.Word(finding.Severity);
                writer.Write($"<li><span class=\"tag is-{word}\">{word}</span><div><p>{HtmlText.Escape(finding.Figure)}");
                writer.Write(finding.Window is null ? "</p>" : $" <span class=\"quiet\">({HtmlText.Escape(finding.Window)})</span></p>");
                writer.Write($"<p class=\"quiet\">{HtmlText.Escape(finding.Check)}{Part("limit", finding.Limit)}{Part("remedy", finding.Remedy)}</p></div></li>\n");
            }

            writer.Write("</ul>\n");
        }

        writer.Write("</section>\n");
    }

    private static string Part(string lead, string? text) => text is null ? "" : $" · {lead}: {HtmlText.Escape(text)}";
}
