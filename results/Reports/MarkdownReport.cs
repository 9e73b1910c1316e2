using Bench.Harness.Record;
using Bench.Results.Floors;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Reports;

/// <summary>The decision in Markdown: for terminals, pull requests and step summaries.</summary>
public sealed class MarkdownReport : IReport
{
    private static readonly Figure[] Columns =
    [
        .. ((string[])
        [
            "throughput", "goodput", "response.p50", "response.p99", "response.p999", "service.p99",
            "client.cpu", "server.cpu", "client.alloc", "server.alloc", "wire.out", "wire.in", "connections.opened",
        ]).Select(FigureCatalog.Get),
    ];

    private static readonly string[] Headings =
    [
        "throughput", "goodput", "p50", "p99", "p99.9", "service p99",
        "CPU/call client", "CPU/call server", "alloc/call client", "alloc/call server", "bytes out", "bytes in", "connections",
    ];

    /// <inheritdoc/>
    public string Name => "md";

    /// <inheritdoc/>
    public string Summary => "the decision in Markdown, for terminals and pull requests";

    /// <inheritdoc/>
    public string FileName => "report.md";

    /// <inheritdoc/>
    public void Write(RunRecord run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write($"**{Markdown.Escape(TrustText.Line(run))}**\n\n");
        if (run.Laboratory is { } laboratory)
        {
            Laboratory(laboratory, writer);
        }

        Findings(run, writer);
        if (run.Laboratory is null && (run.Cells.Count > 0 || run.Micro is null))
        {
            Pick(run, writer);
        }

        foreach (CellGroup group in CellGroup.Of(run))
        {
            Table(group, writer);
        }

        Named("Setups", [.. SetupRow.Of(run).Select(s => (s.Transports, s.Setup))], writer);
        Stages(run, writer);
        Searches(run, writer);
        Faults(run, writer);
        Micro(run, writer);
        Payloads(run, writer);
        Named("Not measured", [.. (run.Absent ?? []).Select(a => (a.Id, a.Reason))], writer);
        Environment(run, writer);
    }

    private static void Findings(RunRecord run, TextWriter writer)
    {
        foreach (Finding finding in run.Trust.Findings)
        {
            string[] parts = [finding.Figure, .. Part("limit: ", finding.Limit), .. Part("when: ", finding.Window), .. Part("remedy: ", finding.Remedy)];
            writer.Write($"- {TrustText.Word(finding.Severity)}, {Markdown.Escape(finding.Check)}: {string.Join("; ", parts.Select(Markdown.Escape))}\n");
        }

        writer.Write(run.Trust.Findings.Count > 0 ? "\n" : "");
    }

    private static string[] Part(string lead, string? text) => text is null ? [] : [lead + text];

    private static void Laboratory(LaboratoryRecord laboratory, TextWriter writer)
    {
        writer.Write($"## {Markdown.Escape(laboratory.Name)}\n\n{Markdown.Escape(laboratory.Question)}\n\n");
        foreach (LaboratoryTable table in laboratory.Tables)
        {
            Markdown.Table(writer, table);
        }

        writer.Write($"{string.Concat(laboratory.Answer.Select(sentence => $"- {Markdown.Escape(sentence)}\n"))}\n");
    }

    private static void Micro(RunRecord run, TextWriter writer)
    {
        if (run.Micro is null)
        {
            return;
        }

        writer.Write($"## Single parts\n\n{string.Concat(MicroText.Sentences(run).Select(sentence => $"- {Markdown.Escape(sentence)}\n"))}\n");
        foreach (LaboratoryTable table in MicroText.Tables(run))
        {
            Markdown.Table(writer, table);
        }
    }

    private static void Pick(RunRecord run, TextWriter writer)
    {
        writer.Write("## What to pick\n\n");
        foreach (WhatToPick pick in WhatToPick.Of(run))
        {
            writer.Write($"**{Markdown.Escape(pick.Title)}**\n\n");
            foreach (string sentence in pick.Sentences)
            {
                writer.Write($"- {Markdown.Escape(sentence)}\n");
            }

            writer.Write('\n');
        }
    }

    private static void Table(CellGroup group, TextWriter writer)
    {
        writer.Write($"## {Markdown.Escape(group.Title)}\n\n");
        bool shares = group.Cells.Any(c => c.FloorShare is not null);
        string[] headings = [.. Headings, .. shares ? ["share of the floor"] : Array.Empty<string>(), "errors"];
        Markdown.Row(writer, ["transport", "codec", .. headings, "trust"]);
        writer.Write($"|---|---|{string.Concat(Enumerable.Repeat("--:|", headings.Length))}---|\n");
        foreach (CellRecord cell in group.Cells)
        {
            bool invalid = cell.Trust.Verdict == TrustVerdict.Invalid;
            Markdown.Row(
                writer,
                [
                    Markdown.Escape(cell.Transport),
                    Markdown.Escape(cell.Codec),
                    .. Columns.Select(f => Mark(EstimateText.Median(f, cell), invalid)),
                    .. shares ? [FloorShares.Text(cell)] : Array.Empty<string>(),
                    Mark(Errors(cell), invalid),
                    Label(cell),
                ]);
        }

        writer.Write('\n');
    }

    private static void Named(string title, (string Name, string Text)[] rows, TextWriter writer)
    {
        if (rows.Length == 0)
        {
            return;
        }

        writer.Write($"## {title}\n\n");
        foreach ((string name, string text) in rows)
        {
            writer.Write($"- {Markdown.Escape(name)}: {Markdown.Escape(text)}\n");
        }

        writer.Write('\n');
    }

    private static string Mark(string figure, bool invalid) => invalid && figure != Quantity.Absent ? $"~~{figure}~~" : figure;

    private static string Errors(CellRecord cell) =>
        Quantity.Count(cell.Rounds.Where(r => r.Failure is null).Sum(r => r.Counts.Error + r.Counts.Timeout));

    private static string Label(CellRecord cell)
    {
        string verdict = TrustText.Word(cell.Trust.Verdict);
        return cell.Rounds.Any(r => r.Partial == true) ? $"{verdict}, partial" : verdict;
    }

    private static void Stages(RunRecord run, TextWriter writer)
    {
        foreach (CellStages stages in CellStages.Of(run.Cells))
        {
            bool invalid = stages.Cell.Trust.Verdict == TrustVerdict.Invalid;
            writer.Write($"## Where the time goes: {Markdown.Escape(stages.Cell.Id)}{(invalid ? " (invalid)" : "")}\n\n{Markdown.Escape(StageText.Sum(stages))}\n\n");
            Markdown.Row(writer, StageText.Headings);
            writer.Write("|---|--:|--:|--:|\n");
            foreach (string[] row in StageText.Rows(stages))
            {
                Markdown.Row(writer, row.Select((t, i) => Mark(Markdown.Escape(t), invalid && i > 0)));
            }

            writer.Write('\n');
        }
    }

    private static void Searches(RunRecord run, TextWriter writer)
    {
        foreach (SearchTrail trail in SearchTrail.Of(run))
        {
            bool invalid = trail.Cell.Trust.Verdict == TrustVerdict.Invalid;
            writer.Write($"## Search: {Markdown.Escape(trail.Title)}{(invalid ? " (invalid)" : "")}\n\n{Mark(Markdown.Escape(trail.Result), invalid)}.\n\n");
            Markdown.Row(writer, trail.Headings.Select(Markdown.Escape));
            writer.Write($"|{string.Concat(trail.Headings.Select((_, i) => trail.IsFigure(i) ? "--:|" : "---|"))}\n");
            foreach (IReadOnlyList<string> row in trail.Rows)
            {
                Markdown.Row(writer, row.Select((t, i) => Mark(Markdown.Escape(t), invalid && trail.IsFigure(i))));
            }

            writer.Write('\n');
        }
    }

    private static void Faults(RunRecord run, TextWriter writer)
    {
        foreach (FaultTimeline timeline in FaultTimeline.Of(run))
        {
            bool invalid = timeline.Cell.Trust.Verdict == TrustVerdict.Invalid;
            writer.Write($"## Faults, second by second: {Markdown.Escape(timeline.Title)}{(invalid ? " (invalid)" : "")}\n\n");
            Markdown.Row(writer, FaultTimeline.Headings);
            writer.Write("|--:|--:|--:|--:|--:|---|\n");
            foreach (FaultSecond second in timeline.Seconds)
            {
                Markdown.Row(writer, second.Texts.Select((t, i) => Mark(Markdown.Escape(t), invalid && FaultTimeline.IsFigure(i))));
            }

            writer.Write('\n');
        }
    }

    private static void Payloads(RunRecord run, TextWriter writer)
    {
        PayloadRow[] rows = [.. PayloadRow.Of(run)];
        if (rows.Length == 0)
        {
            return;
        }

        writer.Write("## Payload sizes\n\nEncoded, without framing; medians.\n\n");
        Markdown.Row(writer, ["scenario", "method", "codec", "request", "reply"]);
        writer.Write("|---|---|---|--:|--:|\n");
        foreach (PayloadRow row in rows)
        {
            Markdown.Row(
                writer,
                [
                    Markdown.Escape(row.Scenario),
                    Markdown.Escape(row.Method),
                    Markdown.Escape(row.Codec),
                    Mark(Quantity.Text(row.RequestBytes, Unit.Bytes), row.IsInvalid),
                    Mark(Quantity.Text(row.ReplyBytes, Unit.Bytes), row.IsInvalid),
                ]);
        }

        writer.Write('\n');
    }

    private static void Environment(RunRecord run, TextWriter writer)
    {
        writer.Write("## Environment\n\n");
        foreach ((string name, string value) in RunFacts.Of(run))
        {
            writer.Write($"- {Markdown.Escape(name)}: {Markdown.Escape(value)}\n");
        }

        if (RunFacts.MicroCommand(run) is string benchmarks)
        {
            string line = PlainText.OneLine(benchmarks);
            writer.Write($"\nMeasure it again:\n\n{Markdown.Fence(line)}\n{line}\n{Markdown.Fence(line)}\n");
            return;
        }

        string plan = RunFacts.Plan(run);
        string fence = Markdown.Fence(plan);
        if (RunAgain.Of(run) is { } command)
        {
            string around = Markdown.Fence(command);
            writer.Write($"\nMeasure it again:\n\n{around}sh\n{command}\n{around}\n\nOr save the plan below as `plan.json`, then `{RunAgain.SavedPlan}`.\n\n");
        }
        else
        {
            writer.Write($"\nMeasure it again: save the plan below as `plan.json`, then `{RunAgain.SavedPlan}`.\n\n");
        }

        writer.Write($"{fence}json\n{plan}\n{fence}\n\nCite as: {Markdown.Escape(RunFacts.Citation(run))}\n");
    }
}
