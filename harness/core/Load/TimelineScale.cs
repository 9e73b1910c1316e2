namespace Bench.Harness.Load;

/// <summary>How finely a window is cut: into seconds, or into tenths of them where it is short and would have too few for a comparison of its halves.</summary>
/// <param name="StartNs">Start of the window.</param>
/// <param name="SliceNs">Length of a slice, ns; a second is a whole number of them.</param>
/// <param name="Slices">How many there will be; 0 if that is not known before.</param>
internal readonly record struct TimelineScale(long StartNs, long SliceNs, int Slices)
{
    public const long SecondNs = 1_000_000_000;

    private const long FineNs = SecondNs / 10;
    private const long LongestFineNs = 20 * SecondNs;

    /// <summary>The scale of a window; <paramref name="endNs"/> is <see cref="long.MaxValue"/> where a count ends it.</summary>
    public static TimelineScale Of(long startNs, long endNs)
    {
        long lengthNs = endNs - startNs;
        return lengthNs <= LongestFineNs ? new TimelineScale(startNs, FineNs, (int)((lengthNs + FineNs - 1) / FineNs)) : new TimelineScale(startNs, SecondNs, 0);
    }
}
