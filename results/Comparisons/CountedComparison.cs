using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Comparisons;

/// <summary>
/// Figures that are counted, not timed: allocated bytes, wire bytes, attempts, payload bytes. They don't depend on the machine's mood, so
/// they are compared as they are; only what is shared among many calls leaves a last byte or hundredth to chance.
/// </summary>
public static class CountedComparison
{
    /// <summary>Bytes a call by which a counted figure may differ: what a process allocates now and then, spread over its calls.</summary>
    public const double ToleranceBytes = 1;

    /// <summary>Part of the reference by which it may differ, if not given.</summary>
    public const double ToleranceShare = 0.01;

    private static readonly string[] Names = ["client.alloc", "server.alloc", "wire.out", "wire.in", "attempts"];

    /// <summary>Whether a figure is counted.</summary>
    public static bool IsCounted(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return Names.Contains(figure.Name);
    }

    /// <summary>
    /// A counted figure of two cells: equivalent within max(1 byte, share). Beyond that it has changed, unless launches of a
    /// side differ from each other by more than that as well: then it is left to chance, and a matter for a test.
    /// </summary>
    /// <param name="name">What the cell is called.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="reference">Launches of the reference, at least one.</param>
    /// <param name="other">Launches of the other cell, at least one.</param>
    /// <param name="share">Part of the reference by which it may differ.</param>
    public static FigureComparison Of(string name, Figure figure, Launches reference, Launches other, double share)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(other);
        Estimate from = MedianInterval.Of(reference.Values);
        Estimate to = MedianInterval.Of(other.Values);
        double tolerance = Math.Max(figure.Unit == Unit.Bytes ? ToleranceBytes : 0, share * from.Median);
        bool changed = Math.Abs(to.Median - from.Median) > tolerance;
        bool varies = changed && (Varies(reference, from, tolerance) || Varies(other, to, tolerance));
        return new FigureComparison
        {
            Cell = name,
            Figure = figure.Name,
            Unit = figure.Unit,
            Reference = from,
            Other = to,
            Threshold = share,
            Detectable = 0,
            Verdict = !changed ? ComparisonVerdict.Equivalent : varies ? ComparisonVerdict.Inconclusive
                : to.Median > from.Median ? ComparisonVerdict.Regressed : ComparisonVerdict.Improved,
            Reason = varies ? "the launches of a side vary by more than the two differ" : null,
        };
    }

    private static bool Varies(Launches side, Estimate of, double tolerance) => side.Values.Any(v => Math.Abs(v - of.Median) > tolerance);

    /// <summary>The encoded sizes of every kind of message that both cells have: compared exactly, as nothing about them is left to chance.</summary>
    /// <param name="name">What the cell is called.</param>
    /// <param name="reference">The reference.</param>
    /// <param name="other">The other cell.</param>
    public static IEnumerable<FigureComparison> Payloads(string name, CellRecord reference, CellRecord other)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(other);
        return from a in reference.Payloads ?? []
               join b in other.Payloads ?? [] on a.Method equals b.Method
               from pair in new[] { ("request", a.RequestBytes, b.RequestBytes), ("reply", a.ReplyBytes, b.ReplyBytes) }
               select Exact(name, $"payload.{a.Method}.{pair.Item1}", pair.Item2, pair.Item3);
    }

    private static FigureComparison Exact(string name, string figure, double from, double to) => new()
    {
        Cell = name,
        Figure = figure,
        Unit = Unit.Bytes,
        Reference = new Estimate(from),
        Other = new Estimate(to),
        Threshold = 0,
        Detectable = 0,
        Verdict = to == from ? ComparisonVerdict.Equivalent : to > from ? ComparisonVerdict.Regressed : ComparisonVerdict.Improved,
    };
}
