namespace Bench.Harness.Time;

/// <summary>The monotonic clock and the wall clock, read as nearly at once as the system allows.</summary>
/// <param name="MonotonicNs">The monotonic clock, ns.</param>
/// <param name="WallNs">The wall clock, ns from an origin that all pairs share.</param>
/// <param name="UncertaintyNs">By how much the two readings may lie apart, ns.</param>
public readonly record struct ClockPair(long MonotonicNs, long WallNs, long UncertaintyNs)
{
    // Between two readings the thread may be taken off its core: the closest pair of a few is hardly ever so.
    private const int Tries = 8;
    private const long CloseEnoughNs = 1_000;

    /// <summary>Reads both.</summary>
    public static ClockPair Take(Clock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ClockPair best = default;
        for (int i = 0; i < Tries && (i == 0 || best.UncertaintyNs > CloseEnoughNs); i++)
        {
            long beforeNs = clock.NowNs;
            long wallNs = (clock.UtcNow - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
            long apartNs = clock.NowNs - beforeNs;
            if (i == 0 || apartNs < best.UncertaintyNs)
            {
                best = new ClockPair(beforeNs + (apartNs / 2), wallNs, apartNs);
            }
        }
        return best;
    }

    /// <summary>
    /// How much further the wall clock went than the monotonic one since an earlier pair, ns, less what the readings leave uncertain; 0 if
    /// it is within that.
    /// </summary>
    public long WallAheadSince(ClockPair earlier)
    {
        long aheadNs = WallNs - earlier.WallNs - (MonotonicNs - earlier.MonotonicNs);
        long certainNs = Math.Max(0, Math.Abs(aheadNs) - UncertaintyNs - earlier.UncertaintyNs);
        return aheadNs < 0 ? -certainNs : certainNs;
    }
}
