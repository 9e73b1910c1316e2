using Bench.Harness.Record;
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
    private static readonly Figure P99 = FigureCatalog.Get("response.p99");
    private static readonly Figure[] Cpu = [FigureCatalog.Get("client.cpu"), FigureCatalog.Get("server.cpu")];
    private static readonly Figure[] Wire = [FigureCatalog.Get("wire.out"), FigureCatalog.Get("wire.in")];

    /// <summary>The advice of every group of a run. Invalid cells are named and never ranked; ties are said as ties.</summary>
    public static IReadOnlyList<WhatToPick> Of(RunRecord run) =>
        [.. CellGroup.Of(run).Select(g => new WhatToPick(g.Title, [.. Lines(g)]))];

    private static IEnumerable<string> Lines(CellGroup group)
    {
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
            yield return "One round: no interval, so near differences may be chance. Treat it as indicative.";
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

        Standing? standing = Standing.Of(cells, [Throughput], Better.Higher);
        if (standing is null)
        {
            return "The throughput was not measured.";
        }

        string figure = $"{Quantity.Rate(standing.Best.Median)}{Interval(standing.Best, Unit.PerSecond)}";
        string lead = standing.Tied.Count > 1
            ? $"{Join(standing.Tied.Select(group.Label))} tie for the most calls: up to {figure}"
            : $"{group.Label(standing.Tied[0])} carries the most: {figure}";
        return lead + Next(group, standing, (best, next) => best / next, "{0} {1}") + ".";
    }

    private static IEnumerable<string> Ranked(CellGroup group, CellRecord[] cells)
    {
        if (Standing.Of(cells, [P99], Better.Lower) is { } p99)
        {
            string omission = cells.Any(c => c.Rounds.Any(r => r.OmissionPossible)) ? " (closed loop: omission possible)" : "";
            yield return Lowest(group, p99, "p99 response time", Unit.Nanoseconds) + $"{omission}.";
        }

        if (Standing.Of(cells, Cpu, Better.Lower) is { } cpu)
        {
            yield return Lowest(group, cpu, "CPU per call, client and server together,", Unit.Nanoseconds) + Codecs(cpu, "costs", "the CPU per call") + ".";
        }

        if (Standing.Of(cells, Wire, Better.Lower) is { } wire)
        {
            yield return Lowest(group, wire, "number of bytes on the wire per call, both ways,", Unit.Bytes) + Codecs(wire, "needs", "the bytes") + ".";
        }
    }

    private static string Lowest(CellGroup group, Standing standing, string what, Unit unit)
    {
        string figure = $"{Quantity.Text(standing.Best.Median, unit)}{Interval(standing.Best, unit)}";
        return standing.Tied.Count > 1
            ? $"Lowest {what} is a tie of {Join(standing.Tied.Select(group.Label))}: from {figure}"
            : $"Lowest {what} has {group.Label(standing.Tied[0])}: {figure}" + Next(group, standing, (best, next) => next / best, "{1} has {0}");
    }

    private static string Next(CellGroup group, Standing standing, Func<double, double, double> ratio, string form) =>
        standing.Next is not { } next || standing.Best.Median <= 0 || next.Value.Median <= 0
            ? ""
            : ", " + string.Format(
                System.Globalization.CultureInfo.InvariantCulture,
                form,
                Quantity.Times(ratio(standing.Best.Median, next.Value.Median)),
                group.Label(next.Cell));

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

    private static string Interval(Estimate estimate, Unit unit) => estimate is { Low: { } low, High: { } high } && low < high
        ? $" [{Quantity.Text(low, unit)} to {Quantity.Text(high, unit)}]"
        : "";

    private static string Join(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }
}
