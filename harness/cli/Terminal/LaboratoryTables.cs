using Bench.Harness.Record;
using Bench.Results.Reports;
using Spectre.Console;

namespace Bench.Cli.Terminal;

/// <summary>A laboratory on the terminal: its question, its tables, its answer.</summary>
internal static class LaboratoryTables
{
    public static void Write(LaboratoryRecord laboratory, IAnsiConsole console, int width)
    {
        console.WriteLine();
        WrappedText.Write(console, width, $"{laboratory.Name}: {laboratory.Question}");
        Write(laboratory.Tables, console);
        console.WriteLine();
        WrappedText.WriteItems(console, width, laboratory.Answer);
    }

    /// <summary>Tables under their titles.</summary>
    public static void Write(IEnumerable<LaboratoryTable> tables, IAnsiConsole console)
    {
        foreach (LaboratoryTable table in tables)
        {
            console.WriteLine();
            console.WriteLine(table.Title, new Style(decoration: Decoration.Bold));
            console.Write(Of(table));
        }
    }

    private static Table Of(LaboratoryTable source)
    {
        bool[] figures = LaboratoryText.FigureColumns(source);
        Table table = new Table().Border(TableBorder.Simple);
        foreach ((int column, string heading) in source.Columns.Index())
        {
            table.AddColumn(new TableColumn(new Text(heading)) { NoWrap = figures[column], Alignment = figures[column] ? Justify.Right : Justify.Left });
        }
        foreach (IReadOnlyList<string> row in source.Rows)
        {
            table.AddRow(row.Select(field => new Text(field)));
        }
        return table;
    }
}
