using System.Buffers.Binary;
using System.IO.Compression;
using HdrHistogram;
using HdrHistogram.Encoding;
using HdrHistogram.Utilities;

namespace Bench.Harness.Measure;

/// <summary>
/// Histograms as the run record holds them: base64 of gzip of HdrHistogram's V2 encoding, uncompressed variant
/// (https://github.com/HdrHistogram/HdrHistogram, AbstractHistogram.encodeIntoByteBuffer), readable by its ports in other languages.
/// </summary>
public static class HistogramText
{
    private const int Cookie = 0x1c849303 | 0x10;
    private const int HeaderBytes = 40;
    private const int MaxDigits = 4;

    // A histogram of one hour in ns with 3 digits inflates to at most 300 KB; more than this is not ours.
    private const int MaxInflatedBytes = 16 * 1024 * 1024;

    /// <summary>The text of a histogram.</summary>
    public static string Encode(HistogramBase histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        ByteBuffer buffer = ByteBuffer.Allocate(histogram.GetNeededByteBufferCapacity());
        int length = histogram.Encode(buffer, HistogramEncoderV2.Instance);
        byte[] plain = new byte[length];
        buffer.Position = 0;
        for (int i = 0; i < length; i++)
        {
            plain[i] = buffer.Get();
        }

        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <summary>The histogram of a text.</summary>
    /// <exception cref="FormatException">Not base64, not gzip, or not a whole histogram; the message says which.</exception>
    public static LongHistogram Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] plain = Inflate(text);
        if (plain.Length < HeaderBytes || BinaryPrimitives.ReadInt32BigEndian(plain) != Cookie)
        {
            throw new FormatException("the histogram is not of HdrHistogram's V2 encoding");
        }

        int payload = BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(4));
        int digits = BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(12));
        if (payload != plain.Length - HeaderBytes || digits is < 0 or > MaxDigits)
        {
            throw new FormatException($"the histogram's header is damaged ({payload} B announced, {plain.Length - HeaderBytes} B there, {digits} digits)");
        }

        try
        {
            return (LongHistogram)HistogramEncoding.DecodeFromByteBuffer(ByteBuffer.Allocate(plain), 0);
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException or InvalidCastException or NotSupportedException)
        {
            throw new FormatException($"the histogram is damaged: {e.Message}", e);
        }
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
}
