using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>Cells of a sweep: alike in all but the load, which is a rate or a number of workers.</summary>
/// <param name="Title">What the lines share, e.g. <c>order, open loads</c>.</param>
/// <param name="Lines">One line per transport and codec.</param>
internal sealed record LoadSteps(string Title, IReadOnlyList<LoadSteps.Line> Lines)
{
    // Two loads are a pair; a line takes a third.
    private const int MinimumSteps = 3;

    /// <summary>One transport and codec at every step, the lowest load first.</summary>
    internal sealed record Line(string Label, LineStyle Style, IReadOnlyList<CellRecord> Cells);

    /// <summary>Every sweep of a run; none if it has no three loads of a kind.</summary>
    public static IEnumerable<LoadSteps> Of(RunRecord run) =>
        from family in run.Cells.Where(c => Step(c) is not null).GroupBy(c => (c.Scenario, c.Load.Model, c.Variant, c.Binding, c.Directory, c.Link))
        let cells = family.ToArray()
        let lines = cells.GroupBy(c => (c.Transport, c.Codec)).Where(l => l.Select(Step).Distinct().Count() >= MinimumSteps).ToArray()
        where lines.Length > 0
        select new LoadSteps(
            $"{family.Key.Scenario}, {family.Key.Model} loads{(family.Key.Variant is null ? "" : $", {family.Key.Variant}")}",
            [.. lines.Select(l => new Line($"{l.Key.Transport} + {l.Key.Codec}", LineStyle.Of(l.Key.Transport, l.Key.Codec, cells), [.. l.OrderBy(Step)]))]);

    private static double? Step(CellRecord cell) =>
        cell.Load is { Phases: null, Objective: null } load ? load.Workers ?? load.RatePerSecond : null;
}
