using System.Numerics;
using HdrHistogram;

namespace Bench.Harness.Measure;

/// <summary>
/// Counts of latencies in log-linear buckets, laid out exactly as HdrHistogram's with 3 significant digits from 1 ns to
/// 1 hour (Tene, hdrhistogram.org): every percentile is within 0.1 % of the truth. A record costs a few ns and allocates
/// nothing but the first time a power of two is met. One thread records at a time; each has its own, merged by <see cref="Add"/>.
/// </summary>
public sealed class LatencyHistogram
{
    /// <summary>Largest latency that is told apart, in ns: 1 hour.</summary>
    public const long HighestTrackableNs = 3_600_000_000_000;

    /// <summary>Latencies of calls that are recorded without allocating, where that is asked for, in ns: up to the default deadline, rounded up to a power of two.</summary>
    public const long ReservedNs = 1L << 34;

    /// <summary>Significant decimal digits kept of every value.</summary>
    public const int SignificantDigits = 3;

    // A power of two is cut into 1,024 equal buckets, so a row holds one power of two; the first two rows count single ns.
    private const int RowBits = 10;
    private const int RowLength = 1 << RowBits;
    private const int FirstRowsMask = (2 * RowLength) - 1;
    private const int RowCount = 33;

    // Rows are made when first met: latencies of one run span few powers of two, and a whole table is 270 KB.
    private readonly long[]?[] _rows = new long[]?[RowCount];
    private double _sumOfOthers;
    private long _sum;

    /// <summary>How many latencies were recorded, overflowing ones included.</summary>
    public long Count { get; private set; }

    /// <summary>How many of them exceeded <see cref="HighestTrackableNs"/> and are counted there.</summary>
    public long Overflow { get; private set; }

    /// <summary>How many of them were below 0, which a monotonic clock can't give, and are counted as 0.</summary>
    public long Underflow { get; private set; }

    /// <summary>The largest latency in ns, exact (clamped to the range); 0 if there is none.</summary>
    public long MaxNs { get; private set; }

    /// <summary>The arithmetic mean in ns, exact but for clamped values; 0 if there is none.</summary>
    public double MeanNs => Count == 0 ? 0 : (_sum + _sumOfOthers) / Count;

    /// <summary>Records one latency. Above the range it is counted as <see cref="Overflow"/> at its end, below 0 as 0.</summary>
    /// <param name="ns">The latency in ns.</param>
    public void Record(long ns)
    {
        if ((ulong)ns > HighestTrackableNs)
        {
            ns = Clamp(ns);
        }
        int index = IndexOf(ns);
        long[] row = _rows[index >> RowBits] ?? NewRow(index >> RowBits);
        row[index & (RowLength - 1)]++;
        Count++;
        _sum += ns;
        if (ns > MaxNs)
        {
            MaxNs = ns;
        }
    }

    /// <summary>
    /// Adds everything the other has counted. The other may be recording meanwhile: then what is added is some recent state.
    /// </summary>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int r = 0; r < RowCount; r++)
        {
            if (other._rows[r] is not long[] theirs)
            {
                continue;
            }
            long[] ours = _rows[r] ?? NewRow(r);
            for (int i = 0; i < RowLength; i++)
            {
                long count = theirs[i];
                ours[i] += count;
                Count += count;
            }
        }
        // The sum of many lanes may exceed a long; that of one lane takes 292 years of latency.
        _sumOfOthers += other._sum + other._sumOfOthers;
        Overflow += other.Overflow;
        Underflow += other.Underflow;
        MaxNs = Math.Max(MaxNs, other.MaxNs);
    }

    /// <summary>
    /// The latency that the given share of calls did not exceed: the upper end of its bucket, as HdrHistogram reports it.
    /// </summary>
    /// <param name="percentile">0 to 100.</param>
    /// <returns>ns; 0 if nothing was recorded.</returns>
    public long ValueAtPercentile(double percentile) => PercentileSince(null, percentile);

    /// <summary>The same histogram for HdrHistogram's encoders and reports; every bucket has the same count.</summary>
    public LongHistogram ToHdr()
    {
        var hdr = new LongHistogram(1, HighestTrackableNs, SignificantDigits);
        for (int r = 0; r < RowCount; r++)
        {
            if (_rows[r] is not long[] row)
            {
                continue;
            }
            for (int i = 0; i < RowLength; i++)
            {
                if (row[i] != 0)
                {
                    hdr.RecordValueWithCount(LowestOf((r << RowBits) + i), row[i]);
                }
            }
        }
        return hdr;
    }

    /// <summary>
    /// Makes room for latencies up to the given one ahead, so that recording them allocates nothing that would show among the
    /// bytes of the calls measured; about 8 KB a power of two.
    /// </summary>
    internal LatencyHistogram Reserve(long ns)
    {
        for (int row = IndexOf(ns) >> RowBits; row >= 0; row--)
        {
            _ = _rows[row] ?? NewRow(row);
        }
        return this;
    }

    /// <summary>The percentile over what was recorded after <paramref name="earlier"/>, an older state of this histogram.</summary>
    internal long PercentileSince(LatencyHistogram? earlier, double percentile)
    {
        long count = Count - (earlier?.Count ?? 0);
        if (count <= 0)
        {
            return 0;
        }
        long wanted = Math.Max(1, (long)((Math.Min(percentile, 100.0) / 100.0 * count) + 0.5));
        long seen = 0;
        int last = 0;
        for (int r = 0; r < RowCount; r++)
        {
            if (_rows[r] is not long[] row)
            {
                continue;
            }
            long[]? old = earlier?._rows[r];
            for (int i = 0; i < RowLength; i++)
            {
                long here = row[i] - (old is null ? 0 : old[i]);
                if (here <= 0)
                {
                    continue;
                }
                seen += here;
                last = (r << RowBits) + i;
                if (seen >= wanted)
                {
                    return HighestOf(last);
                }
            }
        }
        return HighestOf(last);
    }

    /// <summary>Forgets everything, and keeps the memory.</summary>
    internal void Clear()
    {
        foreach (long[]? row in _rows)
        {
            row?.AsSpan().Clear();
        }
        Count = Overflow = Underflow = MaxNs = _sum = 0;
        _sumOfOthers = 0;
    }

    private static int IndexOf(long ns)
    {
        int shift = BitOperations.Log2((ulong)ns | FirstRowsMask) - RowBits;
        return (shift << RowBits) + (int)(ns >> shift);
    }

    private static int ShiftOf(int index) => Math.Max(0, (index >> RowBits) - 1);

    private static long LowestOf(int index) => (long)(index - (ShiftOf(index) << RowBits)) << ShiftOf(index);

    private static long HighestOf(int index) => LowestOf(index) + (1L << ShiftOf(index)) - 1;

    private long Clamp(long ns)
    {
        if (ns < 0)
        {
            Underflow++;
            return 0;
        }
        Overflow++;
        return HighestTrackableNs;
    }

    private long[] NewRow(int row) => _rows[row] = new long[RowLength];
}
