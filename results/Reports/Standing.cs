using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Reports;

/// <summary>How cells stand in one figure, or in the sum of some.</summary>
/// <param name="All">Every cell that has it, best median first.</param>
/// <param name="Tied">The best cell, and those whose interval overlaps with its.</param>
/// <param name="Next">The best cell that is not tied; null if all are.</param>
internal sealed record Standing(
    IReadOnlyList<(CellRecord Cell, Estimate Value)> All, IReadOnlyList<CellRecord> Tied, (CellRecord Cell, Estimate Value)? Next)
{
    /// <summary>The best value.</summary>
    public Estimate Best => All[0].Value;

    /// <summary>The standing; null if fewer than two cells have the figure.</summary>
    public static Standing? Of(IEnumerable<CellRecord> cells, IReadOnlyList<Figure> figures, Better better)
    {
        (CellRecord Cell, Estimate Value)[] all =
        [
            .. cells.Select(c => (Cell: c, Value: Sum(c, figures)))
                .Where(s => s.Value is not null)
                .Select(s => (s.Cell, s.Value!.Value))
                .OrderBy(s => better == Better.Higher ? -s.Value.Median : s.Value.Median),
        ];
        if (all.Length < 2)
        {
            return null;
        }

        Estimate best = all[0].Value;
        CellRecord[] tied = [.. all.Where((s, i) => i == 0 || best.Ties(s.Value)).Select(s => s.Cell)];
        int next = Array.FindIndex(all, s => !tied.Contains(s.Cell));
        return new Standing(all, tied, next < 0 ? null : all[next]);
    }

    /// <summary>The sum of some figures of a cell; null if it lacks one.</summary>
    // Ends are added to ends: wider than the interval of the sum, so that a tie is rather said once too often.
    internal static Estimate? Sum(CellRecord cell, IReadOnlyList<Figure> figures)
    {
        Estimate[] parts = [.. figures.Select(f => f.Of(cell.Summary)).OfType<Estimate>()];
        return parts.Length < figures.Count
            ? null
            : new Estimate(parts.Sum(p => p.Median), Total(parts.Select(p => p.Low)), Total(parts.Select(p => p.High)));
    }

    private static double? Total(IEnumerable<double?> ends) => ends.Aggregate((double?)0, (sum, end) => sum + end);
}
