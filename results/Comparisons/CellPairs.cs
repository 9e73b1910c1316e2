using Bench.Harness.Record;
using Bench.Results.Floors;

namespace Bench.Results.Comparisons;

/// <summary>Which cells are held against each other.</summary>
/// <param name="Pairs">The pairs; none of an invalid cell.</param>
/// <param name="Differences">What differs beside what is compared.</param>
/// <param name="Unpaired">Cells without their like, or invalid, with the reason.</param>
public sealed record CellPairs(IReadOnlyList<CellPair> Pairs, IReadOnlyList<RecordDifference> Differences, IReadOnlyList<AbsentCell> Unpaired)
{
    /// <summary>The cells of one run, each with that of the same id in another.</summary>
    /// <param name="reference">What is compared with.</param>
    /// <param name="other">What is compared.</param>
    /// <param name="interleaved">Whether both were measured in the rounds of one run.</param>
    public static CellPairs OfRuns(NamedRun reference, NamedRun other, bool interleaved = false)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(other);
        (CellRecord From, CellRecord To)[] common = [.. reference.Record.Cells.Join(other.Record.Cells, c => c.Id, c => c.Id, (a, b) => (a, b))];
        return new CellPairs(
            [.. common.Where(p => IsUsable(p.From) && IsUsable(p.To)).Select(p => new CellPair(p.To.Id, p.From, p.To, interleaved))],
            [.. HiddenDifferences.Between(reference.Record, other.Record), .. common.SelectMany(p => HiddenDifferences.Between(p.To.Id, p.From, p.To))],
            [
                .. Missing(reference, other), .. Missing(other, reference),
                .. common.Select(p => WhyNot(p.To.Id, [(reference.Name, p.From), (other.Name, p.To)])).OfType<AbsentCell>(),
            ]);
    }

    /// <summary>Cells of runs that differ along one axis alone: the first value of it against each other one; floors are left out.</summary>
    /// <param name="runs">The runs; cells of different ones are not mixed where each has several values of the axis.</param>
    /// <param name="axis">The axis.</param>
    public static CellPairs Along(IReadOnlyList<NamedRun> runs, ComparisonAxis axis)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(axis);
        var pairs = new List<CellPair>();
        var differences = new List<RecordDifference>();
        var unpaired = new List<AbsentCell>();
        foreach (IGrouping<string, (NamedRun Run, CellRecord Cell)> group in runs.SelectMany(r => r.Record.WithoutFloors().Cells.Select(c => (Run: r, Cell: c))).GroupBy(c => axis.Rest(c.Cell)))
        {
            (NamedRun Run, CellRecord Cell)[] all = [.. group.DistinctBy(c => axis.ValueOf(c.Cell))];
            (NamedRun run, CellRecord reference) = all[0];
            if (all.Length == 1)
            {
                unpaired.Add(new AbsentCell(reference.Id, $"there is no other {axis.Name} to compare it with"));
            }

            foreach ((NamedRun otherRun, CellRecord other) in all.Skip(1))
            {
                string name = $"{other.Id} against {axis.ValueOf(reference)}";
                if (WhyNot(name, [(run.Name, reference), (otherRun.Name, other)]) is { } not)
                {
                    unpaired.Add(not);
                    continue;
                }

                pairs.Add(new CellPair(name, reference, other, run == otherRun));
                differences.AddRange(HiddenDifferences.Between(name, reference, other, axis));
                differences.AddRange(run == otherRun ? [] : HiddenDifferences.Between(run.Record, otherRun.Record));
            }
        }

        return new CellPairs(pairs, [.. differences.Distinct()], unpaired);
    }

    /// <summary>What the comparison as a whole may not be made for.</summary>
    public IReadOnlyList<RecordDifference> Forbidding => [.. Differences.Where(d => d.Forbids)];

    private static IEnumerable<AbsentCell> Missing(NamedRun has, NamedRun lacks) =>
        from cell in has.Record.Cells
        where lacks.Record.Cells.All(c => c.Id != cell.Id)
        select new AbsentCell(cell.Id, $"{lacks.Name} does not have it");

    private static bool IsUsable(CellRecord cell) => cell.Trust.Verdict != TrustVerdict.Invalid;

    private static AbsentCell? WhyNot(string name, IEnumerable<(string Run, CellRecord Cell)> cells)
    {
        (string Run, CellRecord Cell)[] invalid = [.. cells.Where(c => !IsUsable(c.Cell))];
        return invalid.Length == 0
            ? null
            : new AbsentCell(name, string.Join("; ", invalid.Select(i => $"{i.Cell.Id} is invalid in {i.Run}: {i.Cell.Trust.Findings[0].Figure}")));
    }
}
