using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Comparisons;

/// <summary>One figure of one cell against another's.</summary>
public sealed record FigureComparison
{
    /// <summary>The cell's id, or what it is called in the comparison.</summary>
    public required string Cell { get; init; }

    /// <summary>The figure's name, e.g. <c>client.cpu</c> or <c>payload.Submit.request</c>.</summary>
    public required string Figure { get; init; }

    /// <summary>What it is counted in.</summary>
    public required Unit Unit { get; init; }

    /// <summary>The figure of the reference; null if it was not measured.</summary>
    public Estimate? Reference { get; init; }

    /// <summary>The figure compared; null if it was not measured.</summary>
    public Estimate? Other { get; init; }

    /// <summary>The ratio with its interval; null for counts, and where there are too few launches.</summary>
    public RatioEstimate? Ratio { get; init; }

    /// <summary>The threshold as a share; 0 where any change counts.</summary>
    public required double Threshold { get; init; }

    /// <summary>The smallest change that would be found four times in five, as a share; 0 for counts; null if unknown.</summary>
    public double? Detectable { get; init; }

    /// <summary>The verdict.</summary>
    public required ComparisonVerdict Verdict { get; init; }

    /// <summary>Why it is not more certain, for people; null where nothing is to be said.</summary>
    public string? Reason { get; init; }

    /// <summary>The change as a share of the reference, e.g. 0.05 for 5 % more; null if unknown.</summary>
    public double? Change => Ratio is { } ratio ? ratio.Ratio - 1
        : Reference is { Median: > 0 } from && Other is { } to ? (to.Median / from.Median) - 1
        : null;
}
