using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>Benchmarks of single parts, and what the codec is of a call.</summary>
internal static class HtmlMicro
{
    public static void Write(RunRecord run, TextWriter writer)
    {
        if (run.Micro is null)
        {
            return;
        }

        writer.Write("<section id=\"micro\" aria-labelledby=\"micro-title\">\n<h2 id=\"micro-title\">Single parts</h2>\n");
        writer.Write(string.Concat(MicroText.Sentences(run).Select(sentence => $"<p class=\"quiet\">{HtmlText.Escape(sentence)}</p>\n")));
        foreach (LaboratoryTable table in MicroText.Tables(run))
        {
            HtmlLaboratory.Table(table, writer);
        }

        writer.Write("</section>\n");
    }
}
