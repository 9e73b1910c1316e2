using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Reports;
using Spectre.Console;

namespace Bench.Cli.Terminal;

/// <summary>A run on the terminal: trust first, a table per group of comparable cells, what to pick.</summary>
internal static class RunTables
{
    private sealed record Column(string Heading, string Figure, int FromWidth);

    // As many as fit: each column takes about ten characters.
    private static readonly Column[] Columns =
    [
        new("calls/s", "throughput", 0),
        new("p50", "response.p50", 0),
        new("p99", "response.p99", 0),
        new("p99.9", "response.p999", 100),
        new("max", "response.max", 160),
        new("service p99", "service.p99", 180),
        new("CPU/call\nclient", "client.cpu", 80),
        new("CPU/call\nserver", "server.cpu", 80),
        new("alloc/call\nclient", "client.alloc", 110),
        new("alloc/call\nserver", "server.alloc", 110),
        new("bytes\nout", "wire.out", 140),
        new("bytes\nin", "wire.in", 140),
        new("connec-\ntions", "connections.opened", 150),
    ];

    public static void Write(RunRecord run, Streams streams)
    {
        IAnsiConsole console = Console(streams);
        console.WriteLine(TrustText.Line(run), TrustStyle(run.Trust.Verdict));
        foreach (Finding finding in run.Trust.Findings.Where(f => f.Severity != Severity.Note || run.Trust.Findings.Count < 6))
        {
            WriteWrapped(console, streams.OutWidth, $"  {TrustText.Word(finding.Severity)}: {finding.Figure}{(finding.Limit is null ? "" : $" (limit: {finding.Limit})")}{(finding.Window is null ? "" : $", {finding.Window}")}. {finding.Remedy}");
        }
        foreach (CellGroup group in CellGroup.Of(run))
        {
            console.WriteLine();
            console.WriteLine(group.Title, new Style(decoration: Decoration.Bold));
            console.Write(TableOf(group, streams.OutWidth));
        }
        foreach (AbsentCell absent in run.Absent ?? [])
        {
            WriteWrapped(console, streams.OutWidth, $"not measured: {absent.Id}: {absent.Reason}");
        }
        foreach (WhatToPick pick in WhatToPick.Of(run))
        {
            console.WriteLine();
            console.WriteLine($"What to pick: {pick.Title}", new Style(decoration: Decoration.Bold));
            foreach (string sentence in pick.Sentences)
            {
                WriteWrapped(console, streams.OutWidth, $"- {sentence}");
            }
        }
    }

    private static IAnsiConsole Console(Streams streams)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(streams.Out),
            Ansi = streams.IsOutLive ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = streams.IsOutLive ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = streams.OutWidth;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private static Table TableOf(CellGroup group, int width)
    {
        Column[] shown = [.. Columns.Where(c => width >= c.FromWidth)];
        Table table = new Table().Border(TableBorder.Simple).AddColumns(new TableColumn("transport").NoWrap(), new TableColumn("codec").NoWrap());
        foreach (Column column in shown)
        {
            table.AddColumn(new TableColumn(column.Heading).RightAligned().NoWrap().PadLeft(0));
        }
        bool failures = group.Cells.Any(c => Failed(c) > 0);
        bool marks = group.Cells.Any(c => c.Trust.Verdict != TrustVerdict.Valid);
        if (failures)
        {
            table.AddColumn(new TableColumn("failed").RightAligned().NoWrap());
        }
        if (marks)
        {
            table.AddColumn(new TableColumn("trust").NoWrap());
        }
        foreach (CellRecord cell in group.Cells)
        {
            bool invalid = cell.Trust.Verdict == TrustVerdict.Invalid;
            List<string> row = [cell.Transport, cell.Codec, .. shown.Select(c => Text(c, cell) + (invalid ? " ✗" : ""))];
            if (failures)
            {
                row.Add(Quantity.Count(Failed(cell)));
            }
            if (marks)
            {
                row.Add(TrustText.Word(cell.Trust.Verdict));
            }
            table.AddRow([.. row.Select(text => new Text(text, invalid ? new Style(Color.Red) : Style.Plain))]);
        }
        return table;
    }

    private static string Text(Column column, CellRecord cell)
    {
        Figure figure = FigureCatalog.Get(column.Figure);
        string text = EstimateText.Median(figure, cell);
        return figure.Unit == Unit.PerSecond ? text.Replace("/s", "", StringComparison.Ordinal) : text;
    }

    private static long Failed(CellRecord cell) => cell.Rounds.Sum(r => r.Counts.Error + r.Counts.Timeout + r.Counts.Cancelled + r.Counts.Dropped);

    private static Style TrustStyle(TrustVerdict verdict) => verdict switch
    {
        TrustVerdict.Valid => new Style(Color.Green),
        TrustVerdict.Degraded => new Style(Color.Yellow),
        _ => new Style(Color.Red),
    };

    /// <summary>Text over as many lines as it takes, the later ones under the first.</summary>
    private static void WriteWrapped(IAnsiConsole console, int width, string text)
    {
        string indent = new(' ', text.TakeWhile(c => c is ' ').Count() + (text.TrimStart().StartsWith('-') ? 2 : 0));
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > indent.Length && line.Length + word.Length >= width)
            {
                console.WriteLine(line.TrimEnd());
                line = indent;
            }
            line += word + " ";
        }
        console.WriteLine(line.TrimEnd());
    }
}
