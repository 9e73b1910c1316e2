using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>What a laboratory made of the run: its answer, then the tables behind it.</summary>
internal static class HtmlLaboratory
{
    public static void Write(LaboratoryRecord laboratory, TextWriter writer)
    {
        writer.Write("<section id=\"answer\" aria-labelledby=\"answer-title\">\n<h2 id=\"answer-title\">Answer</h2>\n");
        writer.Write($"<p class=\"quiet\">{HtmlText.Escape(laboratory.Question)}</p>\n<ul>\n");
        foreach (string sentence in laboratory.Answer)
        {
            writer.Write($"<li>{HtmlText.Escape(sentence)}</li>\n");
        }

        writer.Write("</ul>\n");
        foreach (LaboratoryTable table in laboratory.Tables)
        {
            Table(table, writer);
        }

        writer.Write("</section>\n");
    }

    public static void Table(LaboratoryTable table, TextWriter writer)
    {
        bool[] figures = LaboratoryText.FigureColumns(table);
        writer.Write($"{HtmlText.Region(table.Title)}<table><caption>{HtmlText.Escape(table.Title)}</caption>\n<thead><tr>");
        writer.Write(string.Concat(table.Columns.Select((c, i) => $"<th scope=\"col\"{Side(figures[i])}>{HtmlText.Escape(c)}</th>")));
        writer.Write("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            writer.Write($"<tr><th scope=\"row\">{HtmlText.Escape(row[0])}</th>");
            writer.Write(string.Concat(row.Skip(1).Select((field, i) => $"<td{Side(figures[i + 1])}>{HtmlText.Escape(field)}</td>")));
            writer.Write("</tr>\n");
        }

        writer.Write("</tbody></table></div>\n");
    }

    private static string Side(bool isFigure) => isFigure ? "" : " class=\"left\"";
}
