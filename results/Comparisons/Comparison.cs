using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Comparisons;

/// <summary>
/// Pairs of cells, figure by figure. Every figure that is timed is tested twice: for a difference, and for being the same within its threshold. Each
/// family of tests is corrected by <see cref="Holm"/> for the number of figures and cells.
/// </summary>
public static class Comparison
{
    /// <summary>A timed figure that is still without its verdict.</summary>
    private sealed record Measured(string Cell, Figure Figure, Launches From, Launches To, double Threshold, RatioEstimate? Ratio, string? Reason);

    /// <summary>Every figure of every pair that the terms ask for and both cells have, in the order of pairs, then of the catalog.</summary>
    /// <param name="pairs">The pairs; none of an invalid cell, which says nothing.</param>
    /// <param name="terms">What they are held to.</param>
    public static IReadOnlyList<FigureComparison> Of(IReadOnlyList<CellPair> pairs, ComparisonTerms terms)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(terms);
        object[] all = [.. pairs.SelectMany(p => Figures(p, terms).Concat(CountedComparison.Payloads(p.Name, p.Reference, p.Other)))];
        Measured[] tested = [.. all.OfType<Measured>().Where(m => m.Ratio is not null)];
        IReadOnlyList<double> same = Holm.Corrected([.. tested.Select(m => m.Ratio!.ChanceIfSame())]);
        IReadOnlyList<double> further = Holm.Corrected([.. tested.Select(m => m.Ratio!.ChanceIfFurther(m.Threshold))]);
        var verdicts = tested.Index().ToDictionary(
            t => t.Item, t => Verdict(t.Item, same[t.Index] <= terms.FalseAlarms, further[t.Index] <= terms.FalsePasses));
        return [.. all.Select(one => one as FigureComparison ?? Judged((Measured)one, verdicts, terms, tested.Length))];
    }

    private static IEnumerable<object> Figures(CellPair pair, ComparisonTerms terms)
    {
        foreach (Figure figure in FigureCatalog.All.Where(f => f.Better != Better.Neither))
        {
            var from = Launches.Of(pair.Reference, figure, terms.Rounds);
            var to = Launches.Of(pair.Other, figure, terms.Rounds);
            if (terms.ThresholdOf(pair.Reference.Id, figure) is not { } threshold || from.Count == 0 || to.Count == 0)
            {
                continue;
            }

            // What is counted and still varies between launches is tested like what is timed.
            yield return CountedComparison.IsCounted(figure) && CountedComparison.Of(pair.Name, figure, from, to, threshold) is { Verdict: not ComparisonVerdict.Inconclusive } counted
                ? counted
                : Timed(pair, figure, from, to, threshold, terms.Rounds);
        }
    }

    private static Measured Timed(CellPair pair, Figure figure, Launches from, Launches to, double threshold, int? rounds)
    {
        int fewest = Math.Min(from.Count, to.Count);
        RatioEstimate? ratio = RatioEstimate.Of(from, to, pair.IsInterleaved);
        string? reason = fewest < (rounds ?? 2) ? $"{fewest} of {rounds ?? 2} launches"
            : ratio is null ? "no ratio: a launch has 0, or too few share a round"
            : null;
        return new Measured(pair.Name, figure, from, to, threshold, reason is null ? ratio : null, reason);
    }

    private static ComparisonVerdict Verdict(Measured one, bool differs, bool isSame)
    {
        bool worse = one.Ratio!.Log > 0 == (one.Figure.Better == Better.Lower);
        return isSame ? ComparisonVerdict.Equivalent
            : !differs || Math.Abs(one.Ratio.Log) <= Math.Log(1 + one.Threshold) ? ComparisonVerdict.Inconclusive
            : worse ? ComparisonVerdict.Regressed
            : ComparisonVerdict.Improved;
    }

    private static FigureComparison Judged(Measured one, Dictionary<Measured, ComparisonVerdict> verdicts, ComparisonTerms terms, int tests)
    {
        ComparisonVerdict verdict = one.Ratio is null ? ComparisonVerdict.Inconclusive : verdicts[one];
        return new FigureComparison
        {
            Cell = one.Cell,
            Figure = one.Figure.Name,
            Unit = one.Figure.Unit,
            Reference = MedianInterval.Of(one.From.Values),
            Other = MedianInterval.Of(one.To.Values),
            Ratio = one.Ratio,
            Threshold = one.Threshold,
            Detectable = one.Ratio is null ? null : DetectableEffect.Of(one.Ratio, terms.FalseAlarms, tests),
            Verdict = verdict,
            Reason = one.Reason ?? (verdict == ComparisonVerdict.Inconclusive ? Needed(one, terms, tests) : null),
        };
    }

    private static string Needed(Measured one, ComparisonTerms terms, int tests)
    {
        double rounds = DetectableEffect.Rounds(one.Ratio!, Math.Min(one.From.Count, one.To.Count), one.Threshold, terms.FalseAlarms, tests);
        return rounds > Math.Min(one.From.Count, one.To.Count)
            ? $"about {Quantity.Count(Quantity.Round3(rounds))} launches would tell at this spread"
            : "the change is as large as the threshold";
    }
}
