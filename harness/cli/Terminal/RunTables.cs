using Bench.Harness.Record;
using Bench.Results.Floors;
using Bench.Results.Quantities;
using Bench.Results.Reports;
using Spectre.Console;

namespace Bench.Cli.Terminal;

/// <summary>A run on the terminal: trust first, a table per group of comparable cells, what to pick.</summary>
internal static class RunTables
{
    /// <param name="Heading">One or two lines.</param>
    /// <param name="Figure">Name of the figure.</param>
    /// <param name="Priority">Columns are added in this order as long as the width allows, and shown in the order of the list.</param>
    private sealed record Column(string Heading, string Figure, int Priority);

    private const int PaddingAndBorder = 3;

    private static readonly Column[] Columns =
    [
        new("calls/s", "throughput", 0),
        new("p50", "response.p50", 2),
        new("p99", "response.p99", 1),
        new("p99.9", "response.p999", 5),
        new("max", "response.max", 10),
        new("service\np99", "service.p99", 11),
        new("CPU/call\nclient", "client.cpu", 3),
        new("CPU/call\nserver", "server.cpu", 4),
        new("alloc/call\nclient", "client.alloc", 6),
        new("alloc/call\nserver", "server.alloc", 7),
        new("bytes\nout", "wire.out", 8),
        new("bytes\nin", "wire.in", 9),
        new("connec-\ntions", "connections.opened", 12),
    ];

    public static void Write(RunRecord run, Streams streams) => Write(run, StreamConsole.Of(streams), streams.OutWidth);

    public static void Write(RunRecord run, IAnsiConsole console, int width)
    {
        console.WriteLine(TrustText.Line(run), TrustStyle(run.Trust.Verdict));
        if (run.Laboratory is { } laboratory)
        {
            LaboratoryTables.Write(laboratory, console, width);
            console.WriteLine();
        }
        foreach (Finding finding in run.Trust.Findings.Where(f => f.Severity != Severity.Note || run.Trust.Findings.Count < 6))
        {
            WrappedText.Write(console, width, $"  {TrustText.Word(finding.Severity)}: {finding.Figure}{(finding.Limit is null ? "" : $" (limit: {finding.Limit})")}{(finding.Window is null ? "" : $", {finding.Window}")}. {finding.Remedy}");
        }
        if (run.Laboratory is null)
        {
            WriteGroups(run, console, width);
        }
        if (run.Micro is not null)
        {
            LaboratoryTables.Write(MicroText.Tables(run), console);
            WrappedText.WriteItems(console, width, MicroText.Sentences(run));
            console.WriteLine();
        }
        foreach (AbsentCell absent in run.Absent ?? [])
        {
            WrappedText.Write(console, width, $"not measured: {absent.Id}: {absent.Reason}");
        }
        foreach (WhatToPick pick in run.Laboratory is null && run.Micro is null ? WhatToPick.Of(run) : [])
        {
            console.WriteLine();
            console.WriteLine($"What to pick: {pick.Title}", new Style(decoration: Decoration.Bold));
            WrappedText.WriteItems(console, width, pick.Sentences);
        }
    }

    private static void WriteGroups(RunRecord run, IAnsiConsole console, int width)
    {
        foreach (CellGroup group in CellGroup.Of(run))
        {
            console.WriteLine();
            console.WriteLine(group.Title, new Style(decoration: Decoration.Bold));
            console.Write(TableOf(group, width));
            WrappedText.WriteItems(console, width, [.. group.Cells.Select(c => Searched(group, c)).OfType<string>()]);
        }
        foreach (SetupRow row in SetupRow.Of(run))
        {
            WrappedText.Write(console, width, $"{row.Transports}: {row.Setup}");
        }
    }

    private static string? Searched(CellGroup group, CellRecord cell) =>
        SearchText.Of(cell) is string found ? $"{group.Label(cell)}: {found}{(cell.Trust.Verdict == TrustVerdict.Invalid ? " ✗" : "")}." : null;

    private static Table TableOf(CellGroup group, int width)
    {
        bool failures = group.Cells.Any(c => Failed(c) > 0);
        bool marks = group.Cells.Any(c => c.Trust.Verdict != TrustVerdict.Valid);
        List<(string Heading, bool Right, Func<CellRecord, string> Text)> left = [("transport", false, c => c.Transport), ("codec", false, c => c.Codec)];
        List<(string Heading, bool Right, Func<CellRecord, string> Text)> right = [];
        if (group.Cells.Any(c => c.FloorShare is not null))
        {
            right.Add(("share of\nthe floor", true, FloorShares.Text));
        }
        if (failures)
        {
            right.Add(("failed", true, c => Quantity.Count(Failed(c))));
        }
        if (marks)
        {
            right.Add(("trust", false, c => TrustText.Word(c.Trust.Verdict)));
        }
        int Width(string heading, Func<CellRecord, string> text) =>
            PaddingAndBorder + Math.Max(heading.Split('\n').Max(l => l.Length), group.Cells.Max(c => text(c).Length));
        int free = width - left.Concat(right).Sum(c => Width(c.Heading, c.Text));
        var shown = new HashSet<Column>();
        foreach (Column column in Columns.OrderBy(c => c.Priority))
        {
            free -= Width(column.Heading, cell => Text(column, cell));
            if (free < 0)
            {
                break;
            }
            shown.Add(column);
        }
        Table table = new Table().Border(TableBorder.Simple);
        (string Heading, bool Right, Func<CellRecord, string> Text)[] all =
            [.. left, .. Columns.Where(shown.Contains).Select(c => (c.Heading, true, (Func<CellRecord, string>)(cell => Text(c, cell)))), .. right];
        foreach ((string heading, bool isRight, _) in all)
        {
            var column = new TableColumn(heading) { NoWrap = true, Alignment = isRight ? Justify.Right : Justify.Left };
            table.AddColumn(column);
        }
        foreach (CellRecord cell in group.Cells)
        {
            Style style = cell.Trust.Verdict == TrustVerdict.Invalid ? new Style(Color.Red) : Style.Plain;
            table.AddRow([.. all.Select(c => new Text(c.Text(cell), style))]);
        }
        return table;
    }

    private static string Text(Column column, CellRecord cell)
    {
        Figure figure = FigureCatalog.Get(column.Figure);
        string text = EstimateText.Median(figure, cell);
        text = figure.Unit == Unit.PerSecond ? text.Replace("/s", "", StringComparison.Ordinal) : text;
        return cell.Trust.Verdict == TrustVerdict.Invalid ? text + " ✗" : text;
    }

    private static long Failed(CellRecord cell) => cell.Rounds.Sum(r => r.Counts.Error + r.Counts.Timeout + r.Counts.Cancelled + r.Counts.Dropped);

    private static Style TrustStyle(TrustVerdict verdict) => verdict switch
    {
        TrustVerdict.Valid => new Style(Color.Green),
        TrustVerdict.Degraded => new Style(Color.Yellow),
        _ => new Style(Color.Red),
    };
}
