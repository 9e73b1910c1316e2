using Bench.Harness.Record;
using Bench.Results.History;
using Bench.Results.Quantities;
using Spectre.Console;

namespace Bench.Cli.Terminal;

/// <summary>A history on the terminal: trust first, then a table for each figure of each machine, then the changes.</summary>
internal static class HistoryTables
{
    private const int MostBars = 40;

    public static void Write(HistoryFolder folder, RunHistory history, Streams streams)
    {
        IAnsiConsole console = StreamConsole.Of(streams);
        console.WriteLine(HistoryText.Trust(folder));
        foreach (MachineHistory machine in history.Machines)
        {
            console.WriteLine();
            WrappedText.Write(console, streams.OutWidth, $"{machine.Title}: {HistoryText.Records(machine.Records)}");
            foreach (IGrouping<string, HistorySeries> figure in machine.Series.GroupBy(s => s.Figure))
            {
                console.WriteLine();
                console.WriteLine(HistoryText.Name(FigureCatalog.Get(figure.Key)), new Style(decoration: Decoration.Bold));
                console.Write(TableOf([.. figure]));
            }
        }
        console.WriteLine();
        string[] changes = [.. history.Series.SelectMany(HistoryText.Changes)];
        WrappedText.WriteItems(console, streams.OutWidth, changes.Length > 0 ? changes : ["No change was found."]);
        if (HistoryText.TooShort(history) is string few)
        {
            WrappedText.WriteItems(console, streams.OutWidth, [few]);
        }
        foreach (SkippedFile skipped in history.Skipped)
        {
            WrappedText.Write(console, streams.OutWidth, $"skipped: {skipped.Reason}");
        }
    }

    private static Table TableOf(IReadOnlyList<HistorySeries> all)
    {
        Table table = new Table().Border(TableBorder.Simple)
            .AddColumn("cell")
            .AddColumn(new TableColumn("records") { NoWrap = true, Alignment = Justify.Right })
            .AddColumn(new TableColumn("first") { NoWrap = true, Alignment = Justify.Right })
            .AddColumn(new TableColumn("latest") { NoWrap = true, Alignment = Justify.Right })
            .AddColumn(new TableColumn("over time") { NoWrap = true });
        foreach (HistorySeries series in all)
        {
            Figure figure = FigureCatalog.Get(series.Figure);
            table.AddRow(
                new Text(series.Label.Replace('/', ' ')),
                new Text(Quantity.Count(series.Points.Count)),
                new Text(Marked(series.Points[0], figure)),
                new Text(Marked(series.Points[^1], figure)),
                new Text(Sparkline.Of(series, MostBars)));
        }
        return table;
    }

    private static string Marked(HistoryPoint point, Figure figure) =>
        $"{figure.Text(point.Value?.Median)}{(point.Trust == TrustVerdict.Invalid ? $" {Sparkline.Invalid}" : "")}";
}
