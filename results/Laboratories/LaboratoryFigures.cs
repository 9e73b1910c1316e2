using System.Globalization;
using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Laboratories;

/// <summary>How laboratories read figures from cells, and how they say them.</summary>
internal static class LaboratoryFigures
{
    /// <summary>Whether anything may be concluded from a cell.</summary>
    public static bool IsSound(this CellRecord cell) => cell.Trust.Verdict != TrustVerdict.Invalid && cell.Summary is not null;

    /// <summary>A figure of the catalog over the rounds of a sound cell; null if it was not measured.</summary>
    public static Estimate? Figure(this CellRecord cell, string name) => cell.IsSound() ? FigureCatalog.Get(name).Of(cell.Summary) : null;

    /// <summary>Any figure of rounds in each finished round of a sound cell that has it, by round.</summary>
    public static IReadOnlyDictionary<int, double> ByRound(this CellRecord cell, Func<RoundRecord, double?> figure) => cell.IsSound()
        ? Summary.Finished(cell.Rounds).Select(r => (r.Round, Value: figure(r))).Where(r => r.Value is not null).ToDictionary(r => r.Round, r => r.Value!.Value)
        : new Dictionary<int, double>();

    /// <summary>Any figure of rounds over the finished rounds of a sound cell; null if none of them has it.</summary>
    public static Estimate? Over(this CellRecord cell, Func<RoundRecord, double?> figure)
    {
        double[] values = [.. cell.ByRound(figure).Values];
        return values.Length == 0 ? null : MedianInterval.Of(values);
    }

    /// <summary>A median with its unit, or the sign for absent.</summary>
    public static string Text(this Estimate? estimate, Unit unit) => Quantity.Text(estimate?.Median, unit);

    /// <summary>A median with its interval, for sentences.</summary>
    public static string Full(this Estimate estimate, Unit unit)
    {
        string median = Quantity.Text(estimate.Median, unit);
        if (estimate is not { Low: { } low, High: { } high })
        {
            return median;
        }
        (string from, string to) = (Quantity.Text(low, unit), Quantity.Text(high, unit));
        return from == to ? median : $"{median} [{from} to {to}]";
    }

    /// <summary>A share that somebody chose, in percent: <c>5 %</c>, <c>0.1 %</c>.</summary>
    public static string Given(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.###} %");

    /// <summary>What becomes of a figure: <c>rises 3.1×, from 1.20 ms to 3.70 ms</c>, or that no difference shows.</summary>
    public static string Change(Estimate from, Estimate to, Unit unit) =>
        from.Ties(to) ? $"does not differ provably ({from.Full(unit)} and {to.Full(unit)})"
        : from.Median <= 0 || to.Median <= 0 ? $"goes from {from.Full(unit)} to {to.Full(unit)}"
        : $"{(to.Median > from.Median ? "rises" : "falls")} {Quantity.Times(Math.Max(from.Median, to.Median) / Math.Min(from.Median, to.Median))}, "
            + $"from {from.Full(unit)} to {to.Full(unit)}";

    /// <summary>Sentences on the cells from which nothing is concluded, and on how far the others carry.</summary>
    public static IEnumerable<string> Reservations(RunRecord run)
    {
        string[] unsound = [.. run.Cells.Where(c => !c.IsSound()).Select(c => c.Variant ?? c.Id).Distinct()];
        if (unsound.Length > 0)
        {
            yield return $"Nothing is concluded from {string.Join(", ", unsound)} (invalid or unfinished).";
        }
        if (run.Cells.Any(c => c.IsSound()) && run.Cells.All(c => Summary.Finished(c.Rounds).Count < 2))
        {
            yield return "One round: no interval, so near differences may be chance. Treat it as indicative.";
        }
    }
}
