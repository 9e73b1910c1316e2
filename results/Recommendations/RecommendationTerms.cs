namespace Bench.Results.Recommendations;

/// <summary>What a cell has to meet to be recommended, and what CPU time costs.</summary>
public sealed record RecommendationTerms
{
    /// <summary>
    /// An assumption, in whatever currency: about what clouds ask for an hour of one virtual core. Costs are proportional to it, so the
    /// order of cells does not depend on it.
    /// </summary>
    public const double AssumedPricePerCpuHour = 0.04;

    /// <summary>Highest p99 of the response time, ns, above 0.</summary>
    public required double P99Ns { get; init; }

    /// <summary>Calls per second that have to be carried, above 0; null for any.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>Name of the only scenario to look at; null for all of the record.</summary>
    public string? Scenario { get; init; }

    /// <summary>Price of one core for one hour, at least 0; null for <see cref="AssumedPricePerCpuHour"/>.</summary>
    public double? PricePerCpuHour { get; init; }
}
