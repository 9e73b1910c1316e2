using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Reports;
using Bench.Results.Statistics;

namespace Bench.Results.Recommendations;

/// <summary>
/// Finds where the order of two choices turns over along a sweep. Only choices that differ in transport or codec alone are compared, so that
/// the difference is that axis', and only steps count at which both have intervals that don't overlap.
/// </summary>
internal static class Crossovers
{
    private sealed record Line(string Transport, string Codec, IReadOnlyDictionary<double, CellRecord> Steps);

    private sealed record Compared(string Name, Figure[] Figures, Better Better, SweepAxis? Only = null);

    private static readonly Compared[] Comparisons =
    [
        new("Throughput", [FigureCatalog.Get("throughput")], Better.Higher, SweepAxis.Workers),
        new("p99 response time", [FigureCatalog.Get("response.p99")], Better.Lower),
        new("CPU per call", [FigureCatalog.Get("client.cpu"), FigureCatalog.Get("server.cpu")], Better.Lower),
    ];

    /// <summary>Whether the cells have steps that could be compared: two choices with at least two steps in common.</summary>
    public static bool HasSweep(IEnumerable<CellRecord> cells) => Sweeps(cells).Any(s => Pairs(s.Lines).Any());

    /// <summary>The crossovers of cells that answer one question, in the order of figures.</summary>
    /// <param name="cells">Cells that can be trusted.</param>
    public static IReadOnlyList<Crossover> Of(IEnumerable<CellRecord> cells) =>
    [
        .. from sweep in Sweeps(cells)
           from compared in Comparisons
           where compared.Only is null || compared.Only == sweep.Axis
           from pair in Pairs(sweep.Lines)
           from crossover in Between(pair.One, pair.Other, compared, sweep.Axis)
           select crossover,
    ];

    private static IEnumerable<(SweepAxis Axis, IReadOnlyList<Line> Lines)> Sweeps(IEnumerable<CellRecord> cells) =>
        cells
            .Select(c => (Cell: c, Step: StepOf(c)))
            .Where(c => c.Step is not null)
            .GroupBy(c => (c.Step!.Value.Axis, c.Cell.Binding, Poisson: c.Cell.Load.Text.EndsWith(":poisson", StringComparison.Ordinal)))
            .Select(g => (g.Key.Axis, (IReadOnlyList<Line>)[.. g
                .GroupBy(c => (c.Cell.Transport, c.Cell.Codec))
                .Select(l => new Line(l.Key.Transport, l.Key.Codec, l.DistinctBy(c => c.Step!.Value.At).ToDictionary(c => c.Step!.Value.At, c => c.Cell)))]));

    private static (SweepAxis Axis, double At)? StepOf(CellRecord cell) => cell.Load switch
    {
        { Model: "closed", Workers: { } workers, ThinkMs: null } => (SweepAxis.Workers, workers),
        { Model: "open", RatePerSecond: { } rate, Phases: null, Objective: null } => (SweepAxis.Rate, rate),
        _ => null,
    };

    private static IEnumerable<(Line One, Line Other)> Pairs(IReadOnlyList<Line> lines) =>
        from one in lines.Index()
        from other in lines.Skip(one.Index + 1)
        where one.Item.Transport == other.Transport != (one.Item.Codec == other.Codec)
        where one.Item.Steps.Keys.Intersect(other.Steps.Keys).Skip(1).Any()
        select (one.Item, other);

    private static IEnumerable<Crossover> Between(Line one, Line other, Compared compared, SweepAxis axis)
    {
        bool transports = one.Codec == other.Codec;
        (string a, string b) = transports ? (one.Transport, other.Transport) : (one.Codec, other.Codec);
        (double At, double LogRatio)? last = null;
        foreach (double at in one.Steps.Keys.Intersect(other.Steps.Keys).Order())
        {
            if (LogRatio(one.Steps[at], other.Steps[at], compared) is not { } ratio)
            {
                continue;
            }

            if (last is { } before && before.LogRatio > 0 != ratio > 0)
            {
                bool oneIsBetterBelow = before.LogRatio > 0 == (compared.Better == Better.Higher);
                double share = before.LogRatio / (before.LogRatio - ratio);
                yield return new Crossover(
                    compared.Name,
                    transports ? one.Codec : one.Transport,
                    oneIsBetterBelow ? a : b,
                    oneIsBetterBelow ? b : a,
                    axis,
                    before.At,
                    at,
                    Math.Exp(Math.Log(before.At) + (share * Math.Log(at / before.At))));
            }

            last = (at, ratio);
        }
    }

    // Null where the two can't be told apart: a tie, no interval, or nothing measured.
    private static double? LogRatio(CellRecord one, CellRecord other, Compared compared) =>
        Standing.Sum(one, compared.Figures) is { Low: not null, Median: > 0 } a && Standing.Sum(other, compared.Figures) is { Low: not null, Median: > 0 } b && !a.Ties(b)
            ? Math.Log(a.Median / b.Median)
            : null;
}
