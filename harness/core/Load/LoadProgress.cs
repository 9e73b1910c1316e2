namespace Bench.Harness.Load;

/// <summary>Running figures for a progress line; approximate, as calls go on while they are read.</summary>
/// <param name="Stage">Warm-up, window or drain; the counts are those of the warm-up until the window starts.</param>
/// <param name="Elapsed">Time since the stage began.</param>
/// <param name="Started">Calls begun.</param>
/// <param name="Ok">Right answers in time.</param>
/// <param name="Failed">Errors, timeouts and cancelled calls.</param>
/// <param name="Dropped">Arrivals never begun.</param>
/// <param name="RatePerSecond">Outcomes per second since the last report.</param>
/// <param name="P99Ns">99th percentile of response times since the last report, ns; null if there were none, and in the warm-up.</param>
public sealed record LoadProgress(
    LoadStage Stage, TimeSpan Elapsed, long Started, long Ok, long Failed, long Dropped, double RatePerSecond, long? P99Ns)
{
    /// <summary>Calls of <see cref="Failed"/> without an answer within the deadline.</summary>
    public long Timeout { get; init; }

    /// <summary>Calls of <see cref="Failed"/> that were given up.</summary>
    public long Cancelled { get; init; }

    /// <summary>Calls begun and not yet ended.</summary>
    public long InFlight { get; init; }

    /// <summary>Median of response times since the last report, ns; null like <see cref="P99Ns"/>.</summary>
    public long? P50Ns { get; init; }

    /// <summary>90th percentile, likewise.</summary>
    public long? P90Ns { get; init; }

    /// <summary>99.9th percentile, likewise.</summary>
    public long? P999Ns { get; init; }
}

/// <summary>Where a load is.</summary>
public enum LoadStage
{
    /// <summary>Before the window.</summary>
    Warmup,

    /// <summary>Calls count.</summary>
    Window,

    /// <summary>Nothing new starts; calls in flight end.</summary>
    Drain,
}
