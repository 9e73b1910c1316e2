using Bench.Results.Comparisons;
using Bench.Results.Quantities;

namespace Bench.Results.Gates;

/// <summary>What a gate says, in sentences: the same in the log, in Markdown and in annotations.</summary>
public static class GateText
{
    /// <summary>The verdict, e.g. <c>Gate: regressed: 2 figures of 1 cell are worse, 14 are the same. 20 launches a side.</c></summary>
    public static string Line(GateReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return $"Gate: {Word(report.Verdict)}{Why(report)}. {report.Rounds} launches a side count, {(report.IsInterleaved ? "measured beside each other" : "measured apart")}.";
    }

    /// <summary>The verdict as one word.</summary>
    public static string Word(GateVerdict verdict) => verdict.ToString().ToLowerInvariant();

    /// <summary>Every reason that speaks against it, the gravest first.</summary>
    public static IEnumerable<string> Reasons(GateReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return
        [
            .. report.Distrust.Select(d => $"not trusted: {d}."),
            .. report.Regressed.OrderBy(Lead).Select(f => $"regressed: {f.Cell}: {f.Figure} {FigureText.Both(f)}, {FigureText.Change(f)} (threshold {FigureText.Threshold(f)})."),
            .. report.Budgets.Where(b => b.IsCrossed).Select(b => $"over budget: {b.CellId}: {b.Expression} was {b.Found}."),
            .. report.Budgets.Where(b => !b.IsMeasured).Select(b => $"inconclusive: {b.CellId}: {b.Expression} can't be judged, it was not measured."),
            .. report.Open.OrderBy(Lead).Select(f => $"inconclusive: {f.Cell}: {f.Figure} {FigureText.Change(f)}, threshold {FigureText.Threshold(f)}: {f.Reason}."),
            .. report.Unpaired.Select(u => $"not compared: {u.Id}: {u.Reason}."),
        ];
    }

    /// <summary>What has to be known beside the verdict.</summary>
    public static IEnumerable<string> Remarks(GateReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return
        [
            .. report.Remarks,
            .. report.Figures.Where(f => f.Verdict == ComparisonVerdict.Improved).Select(f => $"improved: {f.Cell}: {f.Figure} {FigureText.Both(f)}, {FigureText.Change(f)}."),
            .. report.Noise is { } noise ? [Noise(noise)] : Array.Empty<string>(),
            .. report.Differences.Select(d => $"{(d.Forbids ? "different, and allowed" : "different")}: {d.Text}."),
        ];
    }

    private static string Why(GateReport report)
    {
        int same = report.Figures.Count(f => f.Verdict is ComparisonVerdict.Equivalent or ComparisonVerdict.Improved);
        int worse = report.Regressed.Count();
        int budgets = report.Budgets.Count(b => b.IsCrossed);
        int open = report.Open.Count();
        string[] parts =
        [
            .. worse > 0 ? [$"{Of(worse, "figure")} of {Of(report.Regressed.Select(f => f.Cell).Distinct().Count(), "cell")} worse"] : Array.Empty<string>(),
            .. budgets > 0 ? [$"{Of(budgets, "budget")} crossed"] : Array.Empty<string>(),
            .. open > 0 ? [$"{Of(open, "figure")} open"] : Array.Empty<string>(),
            $"{Of(same, "figure")} the same within the threshold, or better",
        ];
        return report.Verdict == GateVerdict.Untrusted ? ": a record, or the machine, can't be trusted" : $": {string.Join(", ", parts)}";
    }

    // The same build twice: what it may differ by chance.
    private static string Noise(IReadOnlyList<FigureComparison> noise)
    {
        string[] figures =
        [
            .. from f in noise
               where f.Ratio is not null
               group f by f.Figure into g
               let widest = g.Max(f => Math.Max(f.Ratio!.High, 1 / f.Ratio.Low) - 1)
               let found = g.Max(f => f.Detectable ?? 0)
               select $"{g.Key} within ±{Quantity.Share(widest)}, changes of {Quantity.Share(found)} are found",
        ];
        return $"noise of this machine (the same build twice): {string.Join("; ", figures)}.";
    }

    // CPU per call is the steadiest of what is timed.
    private static int Lead(FigureComparison one) => one.Figure.EndsWith(".cpu", StringComparison.Ordinal) ? 0 : 1;

    private static string Of(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
