using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Comparisons;

/// <summary>
/// One figure of a cell, one value a launch: the replicate of every comparison. Calls within a launch share its memory layout, its compiled code
/// and the state of the machine, so that thousands of them are still one sample (T. Kalibera and R. Jones, <i>Rigorous Benchmarking in
/// Reasonable Time</i>, ISMM 2013, section 3).
/// </summary>
/// <param name="ByRound">The values, by the round of their launch.</param>
public sealed record Launches(IReadOnlyDictionary<int, double> ByRound)
{
    /// <summary>The values, by round.</summary>
    public IReadOnlyList<double> Values => [.. ByRound.OrderBy(r => r.Key).Select(r => r.Value)];

    /// <summary>How many there are.</summary>
    public int Count => ByRound.Count;

    /// <summary>The figure in each finished launch that has it.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="first">
    /// So many launches, the first ones; null for all. A number fixed beforehand keeps anyone from measuring until the answer pleases.
    /// </param>
    public static Launches Of(CellRecord cell, Figure figure, int? first = null)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(figure);
        return new Launches(Summary.Finished(cell.Rounds)
            .OrderBy(r => r.Round)
            .Take(first ?? int.MaxValue)
            .Select(r => (r.Round, Value: figure.Of(r)))
            .Where(r => r.Value is not null)
            .DistinctBy(r => r.Round)
            .ToDictionary(r => r.Round, r => r.Value!.Value));
    }
}
