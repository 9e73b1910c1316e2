using Bench.Harness.Load;

namespace Bench.Harness.Record;

/// <summary>How the highest rate that meets an objective was searched for in one round.</summary>
public sealed record SearchRecord
{
    /// <summary>What had to hold, e.g. <c>p99&lt;5ms,errors&lt;0.1%</c>.</summary>
    public required string Objective { get; init; }

    /// <summary>How the search ended.</summary>
    public required SearchOutcome Outcome { get; init; }

    /// <summary>Highest rate that was confirmed to meet the objective; absent if none was.</summary>
    public double? ConfirmedPerSecond { get; init; }

    /// <summary>Lowest rate above it that was tried and did not; absent if none.</summary>
    public double? NotMetPerSecond { get; init; }

    /// <summary>True if it was the load generator that did not keep up at that rate: the server may carry more. Absent otherwise.</summary>
    public bool? GeneratorLimited { get; init; }

    /// <summary>Every window, in order.</summary>
    public required IReadOnlyList<SearchStep> Trail { get; init; }
}

/// <summary>One window of a search.</summary>
/// <param name="Stage">What it was for.</param>
/// <param name="RatePerSecond">Arrivals per second that were offered.</param>
/// <param name="WindowMs">Its length in ms, as planned.</param>
/// <param name="Met">Whether the objective was met.</param>
/// <param name="Parts">What was found of each part of the objective.</param>
/// <param name="Reason">Why it was not met; absent if it was.</param>
/// <param name="GeneratorLimited">True if it was not met because the load generator did not keep up; absent otherwise.</param>
public sealed record SearchStep(
    SearchStage Stage, double RatePerSecond, double WindowMs, bool Met, IReadOnlyList<ObjectivePart> Parts, string? Reason = null, bool? GeneratorLimited = null);

/// <summary>One part of an objective in one window.</summary>
/// <param name="Limit">The part, e.g. <c>p99&lt;5ms</c>.</param>
/// <param name="Found">What was found, for people, e.g. <c>3.21 ms</c>; <c>not measured</c> if there was nothing.</param>
/// <param name="Value">The same in the figure's base unit: ns, a number of calls, or a part of 1; absent if it was not measured.</param>
/// <param name="Met">Whether it held.</param>
public sealed record ObjectivePart(string Limit, string Found, double? Value, bool Met);
