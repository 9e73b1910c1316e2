using Bench.Results.Comparisons;
using Bench.Results.Quantities;
using Spectre.Console;

namespace Bench.Cli.Terminal;

/// <summary>Compared figures on the terminal: a table for each pair of cells.</summary>
internal static class ComparisonTables
{
    /// <param name="Heading">One word or two.</param>
    /// <param name="Right">Whether it is aligned to the right.</param>
    /// <param name="Priority">Columns are added in this order as long as the width allows, and shown in the order of the list.</param>
    /// <param name="Text">The text of a row.</param>
    private sealed record Column(string Heading, bool Right, int Priority, Func<FigureComparison, string> Text);

    private const int PaddingAndBorder = 3;

    private static readonly Column[] Columns =
    [
        new("figure", false, 0, f => f.Figure),
        new("reference", true, 3, f => Quantity.Text(f.Reference?.Median, f.Unit)),
        new("other", true, 4, f => Quantity.Text(f.Other?.Median, f.Unit)),
        new("change", true, 1, FigureText.Ratio),
        new("95 % interval", true, 5, f => FigureText.Interval(f) ?? Quantity.Absent),
        new("threshold", true, 6, FigureText.Threshold),
        new("found from", true, 7, FigureText.Detectable),
        new("verdict", false, 2, f => FigureText.Word(f.Verdict)),
    ];

    public static void Write(IReadOnlyList<FigureComparison> figures, Streams streams)
    {
        IAnsiConsole console = StreamConsole.Of(streams);
        foreach (IGrouping<string, FigureComparison> cell in figures.GroupBy(f => f.Cell))
        {
            console.WriteLine();
            console.WriteLine(cell.Key, new Style(decoration: Decoration.Bold));
            console.Write(TableOf([.. cell], streams.OutWidth));
        }
    }

    private static Table TableOf(FigureComparison[] figures, int width)
    {
        var shown = new HashSet<Column>();
        foreach (Column column in Columns.OrderBy(c => c.Priority))
        {
            width -= PaddingAndBorder + Math.Max(column.Heading.Length, figures.Max(f => column.Text(f).Length));
            if (width < 0)
            {
                break;
            }
            shown.Add(column);
        }
        Column[] columns = [.. Columns.Where(shown.Contains)];
        Table table = new Table().Border(TableBorder.Simple);
        foreach (Column column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column.Heading)) { NoWrap = true, Alignment = column.Right ? Justify.Right : Justify.Left });
        }
        foreach (FigureComparison one in figures)
        {
            table.AddRow([.. columns.Select(c => new Text(c.Text(one), c.Heading == "verdict" ? StyleOf(one.Verdict) : Style.Plain))]);
        }
        return table;
    }

    private static Style StyleOf(ComparisonVerdict verdict) => verdict switch
    {
        ComparisonVerdict.Regressed => new Style(Color.Red),
        ComparisonVerdict.Improved => new Style(Color.Green),
        ComparisonVerdict.Inconclusive => new Style(Color.Yellow),
        _ => Style.Plain,
    };
}
