using Bench.Harness.Measure;
using Bench.Harness.Outcome;

namespace Bench.Harness.Load;

/// <summary>What a load measured. Every figure but <see cref="Warmup"/> is of the window alone.</summary>
public sealed record LoadResult
{
    /// <summary>Every call whose intended start lies in the window, by how it ended.</summary>
    public required LoadCounts Counts { get; init; }

    /// <summary>Every call of the warm-up.</summary>
    public required LoadCounts Warmup { get; init; }

    /// <summary>Ok outcomes whose response time met the deadline.</summary>
    public required long Goodput { get; init; }

    /// <summary>Errors by kind, kinds without any left out; their sum is <see cref="LoadCounts.Error"/>.</summary>
    public required IReadOnlyDictionary<ErrorKind, long> Errors { get; init; }

    /// <summary>What is told apart by <see cref="LoadOptions.KindOf"/>, by kind; empty where there is one kind alone.</summary>
    public required IReadOnlyList<KindResult> Kinds { get; init; }

    /// <summary>The first message of each kind of error.</summary>
    public required IReadOnlyDictionary<ErrorKind, string> ErrorMessages { get; init; }

    /// <summary>
    /// Intended start → outcome, of ok, error and timeout; cancelled calls aren't timed, as the engine itself cut them off.
    /// </summary>
    public required LatencyHistogram Response { get; init; }

    /// <summary>Actual send → outcome, of the same calls. In the closed model it is the same histogram.</summary>
    public required LatencyHistogram Service { get; init; }

    /// <summary>Intended start → actual send of every started call; null in the closed model.</summary>
    public required LatencyHistogram? SendLag { get; init; }

    /// <summary>Start of a call to the end of its first attempt; null where callers make one attempt.</summary>
    public required LatencyHistogram? FirstAttempt { get; init; }

    /// <summary>Attempts of the window's calls made after an earlier one had failed.</summary>
    public required long Retries { get; init; }

    /// <summary>Attempts of the window's calls made beside a slow one.</summary>
    public required long Hedges { get; init; }

    /// <summary>Attempts of the warm-up's calls, their first ones included, less the calls that provably reached no handler.</summary>
    public required long WarmupAttempts { get; init; }

    /// <summary>Start of the window on <see cref="Time.Clock.NowNs"/>'s scale.</summary>
    public required long WindowStartNs { get; init; }

    /// <summary>Its end: planned, or where the count or an interruption ended it.</summary>
    public required long WindowEndNs { get; init; }

    /// <summary>The window second by second, from 0, by intended start.</summary>
    public required IReadOnlyList<LoadSecond> Timeline { get; init; }

    /// <summary>First and second half of the window, equally long; empty where it is too short to compare them.</summary>
    public required IReadOnlyList<LoadHalf> Halves { get; init; }

    /// <summary>Stretches of the window in which this process did not run.</summary>
    public required IReadOnlyList<Pause> Pauses { get; init; }

    /// <summary>True if the load was stopped from outside before its end.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>
    /// Completions of calls that had already completed, warm-up included: 0 unless a caller breaks the rules of ValueTask.
    /// </summary>
    public required long DoubleCompletions { get; init; }

    /// <summary>
    /// Calls that were still in flight when the load was over, warm-up included, although they had been cancelled; counted as
    /// cancelled. 0 unless a caller ignores its token.
    /// </summary>
    public required long GivenUp { get; init; }

    /// <summary>Length of the window.</summary>
    public TimeSpan Window => TimeSpan.FromTicks((WindowEndNs - WindowStartNs) / TimeSpan.NanosecondsPerTick);
}

/// <summary>Calls by how they ended.</summary>
/// <param name="Scheduled">Calls intended.</param>
/// <param name="Started">Calls begun.</param>
/// <param name="Ok">Right answers in time.</param>
/// <param name="Error">Failed calls.</param>
/// <param name="Timeout">Calls without an answer within the deadline.</param>
/// <param name="Cancelled">Calls cut off after the drain, or by their caller.</param>
/// <param name="Dropped">Calls never begun, as they were too late or too many were in flight.</param>
public readonly record struct LoadCounts(long Scheduled, long Started, long Ok, long Error, long Timeout, long Cancelled, long Dropped)
{
    /// <summary>Outcomes with a latency: ok, error and timeout. The count of the histograms.</summary>
    public long Timed => Ok + Error + Timeout;

    /// <summary>Whether every call scheduled is accounted for exactly once.</summary>
    public bool AddUp => Scheduled == Started + Dropped && Started == Timed + Cancelled;
}

/// <summary>Calls of one kind in the window.</summary>
/// <param name="Ok">Those that ended ok.</param>
/// <param name="Failed">Those that ended otherwise.</param>
/// <param name="Response">Intended start → outcome, of all but cancelled ones.</param>
public sealed record KindResult(long Ok, long Failed, LatencyHistogram Response);

/// <summary>One second of the window.</summary>
/// <param name="Ok">Calls intended in it that ended ok.</param>
/// <param name="Failed">Calls intended in it that began and did not.</param>
/// <param name="MaxNs">Longest response time, ns; null if none was timed.</param>
/// <param name="MeanNs">Mean response time, ns; null if none was timed.</param>
public readonly record struct LoadSecond(long Ok, long Failed, long? MaxNs, double? MeanNs);

/// <summary>One half of the window.</summary>
/// <param name="OutcomesPerSecond">Calls intended in it that began, per second.</param>
/// <param name="MeanNs">Their mean response time, ns; null if none was timed.</param>
public readonly record struct LoadHalf(double OutcomesPerSecond, double? MeanNs);
