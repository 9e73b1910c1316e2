using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>What to pick, and what could not be measured.</summary>
internal static class HtmlPick
{
    public static void Write(RunRecord run, TextWriter writer)
    {
        writer.Write("<section id=\"pick\" aria-labelledby=\"pick-title\">\n<h2 id=\"pick-title\">What to pick</h2>\n");
        foreach (WhatToPick pick in WhatToPick.Of(run))
        {
            writer.Write($"<h3>{HtmlText.Escape(pick.Title)}</h3>\n<ul>\n");
            foreach (string sentence in pick.Sentences)
            {
                writer.Write($"<li>{HtmlText.Escape(sentence)}</li>\n");
            }

            writer.Write("</ul>\n");
        }

        writer.Write("</section>\n");
    }
}
