namespace Bench.Results.Comparisons;

/// <summary>What a comparison of a figure came to.</summary>
public enum ComparisonVerdict
{
    /// <summary>Proven the same within the threshold: a tie.</summary>
    Equivalent,

    /// <summary>Proven better, and by more than the threshold as estimated.</summary>
    Improved,

    /// <summary>Neither is proven. No pass: more rounds may tell.</summary>
    Inconclusive,

    /// <summary>Proven worse, and by more than the threshold as estimated.</summary>
    Regressed,
}
