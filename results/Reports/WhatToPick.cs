using Bench.Harness.Record;
using Bench.Results.Floors;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>What a group of cells says about the choice, in words drawn only from its figures.</summary>
/// <param name="Title">The group, e.g. <c>order at closed:16</c>.</param>
/// <param name="Sentences">Whole sentences, the most important first.</param>
public sealed record WhatToPick(string Title, IReadOnlyList<string> Sentences)
{
    // A share of an open load's rate within which a cell carried it: the edges of the window count to one side or the other.
    private const double CarriedShare = 0.99;

    private static readonly Figure Throughput = FigureCatalog.Get("throughput");
    private static readonly Figure Capacity = FigureCatalog.Get("capacity");
    private static readonly Figure P99 = FigureCatalog.Get("response.p99");
    private static readonly Figure[] Cpu = [FigureCatalog.Get("client.cpu"), FigureCatalog.Get("server.cpu")];
    private static readonly Figure[] Wire = [FigureCatalog.Get("wire.out"), FigureCatalog.Get("wire.in")];

    /// <summary>The advice of every group of a run. Invalid cells are named and never ranked, floors are left out; ties are said as ties.</summary>
    public static IReadOnlyList<WhatToPick> Of(RunRecord run) =>
        [.. CellGroup.Of(run).Select(g => new WhatToPick(g.Title, [.. Lines(g with { Cells = [.. g.Cells.Where(c => !c.IsFloor())] })]))];

    private static IEnumerable<string> Lines(CellGroup group)
    {
        if (group.Cells.Count == 0)
        {
            yield return "Nothing to pick: floors are no candidates.";
            yield break;
        }

        CellRecord[] ranked = [.. group.Cells.Where(c => c.Trust.Verdict != TrustVerdict.Invalid && c.Summary is not null)];
        if (ranked.Length == 0)
        {
            yield return "Nothing to pick: no cell has figures that can be trusted.";
            yield break;
        }

        if (ranked.Length > 1)
        {
            yield return Carried(group, ranked);
            foreach (string line in Ranked(group, ranked))
            {
                yield return line;
            }
        }
        else
        {
            yield return $"Only {group.Label(ranked[0])} can be ranked: nothing to choose from.";
        }

        if (ranked.Length < group.Cells.Count)
        {
            yield return $"Not ranked: {Join(group.Cells.Except(ranked).Select(group.Label))} (invalid or unfinished).";
        }

        if (ranked.All(c => Throughput.Of(c.Summary) is not { Low: not null }))
        {
            yield return ranked[0].Load.Objective is null
                ? "One round: no interval, so near differences may be chance. Treat it as indicative."
                : "One round: the intervals are those of one search each, and another launch may differ. Treat them as indicative.";
        }
    }

    private static string Carried(CellGroup group, CellRecord[] cells)
    {
        if (cells[0].Load.RatePerSecond is { } rate && cells[0].Load.Model == "open")
        {
            CellRecord[] short_ = [.. cells.Where(c => Throughput.Of(c.Summary)?.Median < CarriedShare * rate)];
            string offered = Quantity.Rate(rate);
            return short_.Length == 0
                ? $"Every ranked cell carried the offered {offered}."
                : $"The offered {offered} were not carried by {Join(short_.Select(group.Label))}.";
        }

        string? objective = cells[0].Load.Objective;
        Standing? standing = Standing.Of(cells, [objective is null ? Throughput : Capacity], Better.Higher);
        if (standing is null)
        {
            return objective is null ? "The throughput was not measured." : $"No rate was found that meets {objective}.";
        }

        string figure = $"{Quantity.Rate(standing.Best.Median)}{Interval(standing.Best, Unit.PerSecond)}";
        string lead = standing.Tied.Count > 1
            ? $"{Join(standing.Tied.Select(group.Label))} tie for the most calls: up to {figure}"
            : $"{group.Label(standing.Tied[0])} carries the most: {figure}";
        string under = objective is null ? "" : $" under {objective}";
        return $"{lead}{under}{Runner(group, standing)}{Strategies(standing)}.";
    }

    private static IEnumerable<string> Ranked(CellGroup group, CellRecord[] cells)
    {
        // At the end of a search each cell has a rate of its own, and a p99 near the limit.
        if (cells[0].Load.Objective is null && Standing.Of(cells, [P99], Better.Lower) is { } p99)
        {
            string omission = cells.Any(c => c.Rounds.Any(r => r.OmissionPossible)) ? " (closed loop: omission possible)" : "";
            yield return Line(group, p99, "Lowest p99 response time", Unit.Nanoseconds) + $"{omission}.";
        }

        if (Standing.Of(cells, Cpu, Better.Lower) is { } cpu)
        {
            yield return Line(group, cpu, "Lowest CPU per call, client and server together", Unit.Nanoseconds) + Codecs(cpu, "costs", "the CPU per call") + ".";
        }

        if (Standing.Of(cells, Wire, Better.Lower) is { } wire)
        {
            yield return Line(group, wire, "Fewest bytes on the wire per call, both ways", Unit.Bytes) + Codecs(wire, "needs", "the bytes") + ".";
        }
    }

    private static string Line(CellGroup group, Standing standing, string what, Unit unit)
    {
        string figure = $"{Quantity.Text(standing.Best.Median, unit)}{Interval(standing.Best, unit)}";
        return standing.Tied.Count > 1
            ? $"{what}: a tie of {Join(standing.Tied.Select(group.Label))}, from {figure}"
            : $"{what}: {group.Label(standing.Tied[0])} with {figure}{Runner(group, standing)}";
    }

    private static string Runner(CellGroup group, Standing standing) =>
        standing.Next is { } next && Ratio(standing.Best, next.Value) is { } ratio && standing.Tied.Count == 1
            ? $"; next {group.Label(next.Cell)}, {ratio} off"
            : "";

    // The other transports with the codec of the best cell: one axis changed, so the difference is the transport's.
    private static string Strategies(Standing standing)
    {
        CellRecord best = standing.Tied[0];
        string[] others =
        [
            .. standing.All
                .Where(s => s.Cell.Codec == best.Codec && s.Cell.Transport != best.Transport && !standing.Tied.Contains(s.Cell))
                .Select(s => Ratio(standing.Best, s.Value) is { } ratio ? $"{ratio} {s.Cell.Transport}" : null)
                .OfType<string>(),
        ];
        return others.Length == 0 ? "" : $"; with {best.Codec}, {best.Transport} carries {Join(others)}";
    }

    // The dearest codec over the transport of the best cell: one axis changed, so the difference is the codec's.
    private static string Codecs(Standing standing, string verb, string what)
    {
        CellRecord best = standing.Tied[0];
        (CellRecord Cell, Estimate Value)[] others = [.. standing.All.Where(s => s.Cell.Transport == best.Transport && s.Cell.Codec != best.Codec)];
        if (others.Length == 0 || standing.Best.Median <= 0)
        {
            return "";
        }

        (CellRecord cell, Estimate value) = others.MaxBy(o => o.Value.Median);
        return standing.Tied.Contains(cell)
            ? ""
            : $"; over {best.Transport}, {cell.Codec} {verb} {Quantity.Times(value.Median / standing.Best.Median)} {what}";
    }

    // Rates in full, as in the sentence around them.
    private static string Interval(Estimate estimate, Unit unit)
    {
        if (estimate is not { Low: { } low, High: { } high })
        {
            return "";
        }

        (string from, string to) = unit == Unit.PerSecond
            ? (Quantity.Count(Quantity.Round3(low)), Quantity.Count(Quantity.Round3(high)))
            : (Quantity.Text(low, unit), Quantity.Text(high, unit));
        return from == to ? "" : $" [{from} to {to}]";
    }

    private static string? Ratio(Estimate one, Estimate other) =>
        one.Median > 0 && other.Median > 0 ? Quantity.Times(Math.Max(one.Median, other.Median) / Math.Min(one.Median, other.Median)) : null;

    internal static string Join(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }
}
