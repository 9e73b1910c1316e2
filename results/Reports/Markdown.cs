using System.Text;
using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>Escaping and tables of GitHub-flavoured Markdown.</summary>
internal static class Markdown
{
    private const string Special = "\\`*_{}[]<>|~#&";

    /// <summary>Text that stays what it is: no markup, no HTML, no column.</summary>
    public static string Escape(string? text)
    {
        StringBuilder escaped = new();
        foreach (char c in PlainText.OneLine(text))
        {
            _ = c switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                _ when Special.Contains(c, StringComparison.Ordinal) => escaped.Append('\\').Append(c),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    /// <summary>A row of a table, of escaped fields.</summary>
    public static void Row(TextWriter writer, IEnumerable<string> fields) => writer.Write($"| {string.Join(" | ", fields)} |\n");

    /// <summary>A whole table under its title, figures to the right, with an empty line behind.</summary>
    public static void Table(TextWriter writer, LaboratoryTable table)
    {
        bool[] figures = LaboratoryText.FigureColumns(table);
        writer.Write($"**{Escape(table.Title)}**\n\n");
        Row(writer, table.Columns.Select(Escape));
        writer.Write($"|{string.Concat(figures.Select(isFigure => isFigure ? "--:|" : "---|"))}\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            Row(writer, row.Select(Escape));
        }

        writer.Write('\n');
    }

    /// <summary>A fence that the text can't close.</summary>
    public static string Fence(string text)
    {
        int longest = 0;
        int run = 0;
        foreach (char c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return new string('`', Math.Max(3, longest + 1));
    }
}
