using Bench.Results.Reports;

namespace Bench.Results.Comparisons;

/// <summary>What has to be said around the tables of a comparison.</summary>
public static class ComparisonSummary
{
    /// <summary>The trust in each run, first.</summary>
    public static IEnumerable<string> Head(IReadOnlyList<NamedRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return runs.Select(r => $"{r.Name}: {TrustText.Line(r.Record)}");
    }

    /// <summary>What the verdicts come to, what differs, what was left out.</summary>
    public static IEnumerable<string> Remarks(CellPairs cells, IReadOnlyList<FigureComparison> figures)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(figures);
        string counts = string.Join(", ", figures.GroupBy(f => f.Verdict).OrderBy(g => g.Key).Select(g => $"{g.Count()} {FigureText.Word(g.Key)}"));
        return
        [
            $"Of {figures.Count} figures: {counts}, corrected for their number.",
            .. cells.Pairs.Any(p => !p.IsInterleaved) ? ["Runs from apart: what the machine was like in each is in the figures too."] : Array.Empty<string>(),
            .. cells.Differences.GroupBy(d => (d.What, d.Reference, d.Other, d.Forbids)).Select(g =>
                $"{(g.Key.Forbids ? "Different, and allowed" : "Different")}: {g.Key.What} is {g.Key.Reference} in the reference, {g.Key.Other} in {(g.Count() == 1 && g.First().Cell is { } cell ? cell : "the other")}."),
            .. cells.Unpaired.Select(u => $"Not compared: {u.Id}: {u.Reason}."),
        ];
    }

    /// <summary>The comparison as Markdown.</summary>
    public static void WriteMarkdown(IReadOnlyList<NamedRun> runs, CellPairs cells, IReadOnlyList<FigureComparison> figures, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (string line in Head(runs))
        {
            writer.Write($"{Markdown.Escape(line)}\n\n");
        }

        ComparisonMarkdown.Table(figures, writer);
        writer.Write('\n');
        foreach (string line in Remarks(cells, figures))
        {
            writer.Write($"- {Markdown.Escape(line)}\n");
        }
    }
}
