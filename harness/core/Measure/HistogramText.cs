using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using HdrHistogram;

namespace Bench.Harness.Measure;

/// <summary>
/// Histograms as the run record holds them: base64 of gzip of HdrHistogram's V2 encoding, uncompressed variant
/// (https://github.com/HdrHistogram/HdrHistogram, AbstractHistogram.encodeIntoByteBuffer), readable by its ports in other languages:
/// a header of 40 B, then the slots as zig-zag LEB128 numbers, a count or, negative, how many empty slots follow.
/// Both directions are written here, as the library's own loses counts at the upper end of its range.
/// </summary>
public static class HistogramText
{
    private const int Cookie = 0x1c849303 | 0x10;
    private const int HeaderBytes = 40;
    private const int MaxDigits = 4;

    // A histogram of one hour in ns with 3 digits has at most 300 KB; more than this is not ours.
    private const int MaxInflatedBytes = 16 * 1024 * 1024;

    /// <summary>The text of a histogram.</summary>
    public static string Encode(HistogramBase histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Plain(histogram));
        }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <summary>The histogram of a text.</summary>
    /// <exception cref="FormatException">Not base64, not gzip, or not a whole histogram; the message says which.</exception>
    public static LongHistogram Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ReadOnlySpan<byte> plain = Inflate(text);
        if (plain.Length < HeaderBytes || BinaryPrimitives.ReadInt32BigEndian(plain) != Cookie)
        {
            throw new FormatException("the histogram is not of HdrHistogram's V2 encoding");
        }

        int payload = BinaryPrimitives.ReadInt32BigEndian(plain[4..]);
        int digits = BinaryPrimitives.ReadInt32BigEndian(plain[12..]);
        long lowest = BinaryPrimitives.ReadInt64BigEndian(plain[16..]);
        long highest = BinaryPrimitives.ReadInt64BigEndian(plain[24..]);
        if (payload != plain.Length - HeaderBytes || digits is < 0 or > MaxDigits || lowest < 1 || lowest > int.MaxValue || highest / 2 < lowest)
        {
            throw new FormatException(
                $"the histogram's header is damaged ({payload} B announced, {plain.Length - HeaderBytes} B there, {digits} digits, {lowest} to {highest})");
        }

        LongHistogram histogram = new(lowest, highest, digits);
        Fill(histogram, plain[HeaderBytes..]);
        return histogram;
    }

    private static byte[] Plain(HistogramBase histogram)
    {
        using MemoryStream plain = new();
        plain.SetLength(HeaderBytes);
        plain.Position = HeaderBytes;
        Slots slots = new(histogram);
        long left = histogram.TotalCount;
        long empty = 0;
        for (int slot = 0; left > 0; slot++)
        {
            long count = histogram.GetCountAtValue(slots.Value(slot));
            if (count == 0)
            {
                empty++;
                continue;
            }

            if (empty > 0)
            {
                Put(plain, -empty);
                empty = 0;
            }

            Put(plain, count);
            left -= count;
        }

        byte[] bytes = plain.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, Cookie);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length - HeaderBytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), histogram.NumberOfSignificantValueDigits);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(16), histogram.LowestTrackableValue);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(24), histogram.HighestTrackableValue);
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(32), 1);
        return bytes;
    }

    private static void Fill(LongHistogram histogram, ReadOnlySpan<byte> rest)
    {
        Slots slots = new(histogram);
        long slot = 0;
        while (rest.Length > 0)
        {
            long number = Take(ref rest);
            if (number < 0 && slot - number <= slots.Count)
            {
                slot -= number;
            }
            else if (number >= 0 && slot < slots.Count && number <= long.MaxValue - histogram.TotalCount)
            {
                histogram.RecordValueWithCount(slots.Value((int)slot), number);
                slot++;
            }
            else
            {
                throw new FormatException($"the histogram is damaged: {number} at slot {slot} of {slots.Count}");
            }
        }
    }

    private static void Put(MemoryStream to, long number)
    {
        ulong bits = (ulong)((number << 1) ^ (number >> 63));

        // The ninth byte, if it comes to that, holds eight bits, not seven.
        for (int i = 0; bits > 0x7f && i < 8; i++)
        {
            to.WriteByte((byte)(bits | 0x80));
            bits >>= 7;
        }

        to.WriteByte((byte)bits);
    }

    private static long Take(ref ReadOnlySpan<byte> from)
    {
        ulong bits = 0;
        for (int i = 0; i < from.Length; i++)
        {
            bool last = i == 8 || from[i] < 0x80;
            bits |= (ulong)(i == 8 ? from[i] : from[i] & 0x7f) << (7 * i);
            if (last)
            {
                from = from[(i + 1)..];
                return (long)(bits >> 1) ^ -(long)(bits & 1);
            }
        }

        throw new FormatException("the histogram ends within a count");
    }

    private static byte[] Inflate(string text)
    {
        try
        {
            using GZipStream gzip = new(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
            using MemoryStream plain = new();
            byte[] chunk = new byte[16 * 1024];
            for (int read = gzip.Read(chunk); read > 0; read = gzip.Read(chunk))
            {
                plain.Write(chunk, 0, read);
                if (plain.Length > MaxInflatedBytes)
                {
                    throw new FormatException($"the histogram inflates to more than {MaxInflatedBytes} B");
                }
            }

            return plain.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new FormatException("the histogram is not gzip, or cut off", e);
        }
    }

    /// <summary>The slots of a histogram: a first bucket of linear steps, then half buckets of which each doubles the step.</summary>
    private readonly struct Slots(HistogramBase histogram)
    {
        private readonly int _unit = BitOperations.Log2((ulong)histogram.LowestTrackableValue);
        private readonly int _half = BitOperations.Log2((uint)histogram.SubBucketCount) - 1;

        /// <summary>How many there are, up to that of the highest value.</summary>
        public int Count { get; } = Slot(histogram.HighestTrackableValue, histogram) + 1;

        /// <summary>The lowest value of a slot.</summary>
        public long Value(int slot)
        {
            int bucket = (slot >> _half) - 1;
            long step = slot & ((1 << _half) - 1);
            return bucket < 0 ? step << _unit : (step + (1L << _half)) << (bucket + _unit);
        }

        private static int Slot(long value, HistogramBase histogram)
        {
            int unit = BitOperations.Log2((ulong)histogram.LowestTrackableValue);
            int half = BitOperations.Log2((uint)histogram.SubBucketCount) - 1;
            int bucket = Math.Max(0, BitOperations.Log2((ulong)value) - unit - half);
            return (bucket << half) + (int)(value >> (bucket + unit));
        }
    }
}
