using Bench.Results.Quantities;

namespace Bench.Results.Comparisons;

/// <summary>What a comparison is held to; fixed before anything is looked at.</summary>
public sealed record ComparisonTerms
{
    /// <summary>Launches that count on each side, the first ones, 2 to 1,000; null for all there are.</summary>
    public int? Rounds { get; init; }

    /// <summary>Chance that any figure of any cell is said to have changed if none has, above 0, below 0.5; 0.001 if not given.</summary>
    public double FalseAlarms { get; init; } = 0.001;

    /// <summary>Chance that any figure of any cell is said to be equivalent if it is not, above 0, below 0.5; 0.05 if not given.</summary>
    public double FalsePasses { get; init; } = 0.05;

    /// <summary>
    /// The threshold of a figure in a cell as a share, e.g. 0.03 for 3 %; null to leave it out. It is asked with the cell's id.
    /// </summary>
    public required Func<string, Figure, double?> ThresholdOf { get; init; }
}
