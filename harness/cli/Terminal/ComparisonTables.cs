using Bench.Results.Comparisons;
using Bench.Results.Quantities;
using Spectre.Console;

namespace Bench.Cli.Terminal;

/// <summary>Compared figures on the terminal: a table for each pair of cells.</summary>
internal static class ComparisonTables
{
    private const int WidthForThreshold = 100;

    public static void Write(IReadOnlyList<FigureComparison> figures, Streams streams)
    {
        IAnsiConsole console = StreamConsole.Of(streams);
        foreach (IGrouping<string, FigureComparison> cell in figures.GroupBy(f => f.Cell))
        {
            console.WriteLine();
            console.WriteLine(cell.Key, new Style(decoration: Decoration.Bold));
            console.Write(TableOf(cell, streams.OutWidth >= WidthForThreshold));
        }
    }

    private static Table TableOf(IEnumerable<FigureComparison> figures, bool wide)
    {
        Table table = new Table().Border(TableBorder.Simple);
        (string Heading, bool Right)[] columns =
            [("figure", false), ("reference", true), ("other", true), ("change [95 %]", true), .. wide ? [("threshold", true), ("found from", true)] : Array.Empty<(string, bool)>(), ("verdict", false)];
        foreach ((string heading, bool right) in columns)
        {
            table.AddColumn(new TableColumn(heading) { NoWrap = true, Alignment = right ? Justify.Right : Justify.Left });
        }
        foreach (FigureComparison one in figures)
        {
            string[] wideOnly = wide ? [FigureText.Threshold(one), FigureText.Detectable(one)] : [];
            table.AddRow(
            [
                new Text(one.Figure), new Text(Quantity.Text(one.Reference?.Median, one.Unit)), new Text(Quantity.Text(one.Other?.Median, one.Unit)), new Text(FigureText.Change(one)),
                .. wideOnly.Select(t => new Text(t)), new Text(FigureText.Word(one.Verdict), StyleOf(one.Verdict)),
            ]);
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
