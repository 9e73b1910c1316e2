using Bench.Harness.Record;
using Bench.Results.Statistics;

namespace Bench.Results.Checks;

/// <summary>How the second half of a cell's windows differs from the first, over its rounds.</summary>
/// <param name="Slowdown">How many times as slow the second half is, median over rounds; below 1 if it is faster.</param>
/// <param name="Rounds">Rounds that it is taken over.</param>
/// <param name="IsDistinct">Whether the 95 % interval over rounds excludes that the halves are alike; true with one round, which has none.</param>
internal sealed record HalfDrift(double Slowdown, int Rounds, bool IsDistinct)
{
    /// <summary>
    /// Most by which halves may differ: as much as rounds may (<see cref="SpreadCheck.MaximumVariation"/>). Above it the window is not one
    /// state, and its length decides the figures.
    /// </summary>
    public const double Maximum = SpreadCheck.MaximumVariation;

    /// <summary>
    /// The drift of a cell; null where the halves can't be compared: too short windows, and loads or faults that make them differ on purpose.
    /// A closed load slows down in its throughput, an open one, whose rate is given, in its mean response time.
    /// </summary>
    public static HalfDrift? Of(CellRecord cell)
    {
        if (cell.Load.Phases is not null || cell.Options.Faults is { Count: > 0 })
        {
            return null;
        }

        double[] slowdowns = [.. Summary.Finished(cell.Rounds).Select(r => Slowness(cell, r)).OfType<double>().Where(s => s > 0 && double.IsFinite(s))];
        if (slowdowns.Length == 0)
        {
            return null;
        }

        Estimate estimate = MedianInterval.Of(slowdowns);
        return new HalfDrift(estimate.Median, slowdowns.Length, estimate.Low is not { } low || low > 1 || estimate.High < 1);
    }

    private static double? Slowness(CellRecord cell, RoundRecord round) => round.Halves switch
    {
        [{ MeanNs: { } first }, { MeanNs: { } second }] when cell.IsOpen() => second / first,
        [var first, var second] when !cell.IsOpen() => first.ThroughputPerSecond / second.ThroughputPerSecond,
        _ => null,
    };
}
