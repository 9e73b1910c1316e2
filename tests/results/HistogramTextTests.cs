using System.IO.Compression;
using Bench.Harness.Measure;
using CsCheck;
using HdrHistogram;
using HdrHistogram.Encoding;
using HdrHistogram.Utilities;
using Xunit;

namespace Bench.Tests.Results;

public sealed class HistogramTextTests
{
    private const long Hour = 3_600_000_000_000;

    [Fact]
    public void Every_count_survives_the_text() =>
        Gen.Long[1, Hour].Array[1, 200].Sample(
            values =>
            {
                LongHistogram histogram = new(1, Hour, 3);
                Array.ForEach(values, histogram.RecordValue);
                LongHistogram back = HistogramText.Decode(HistogramText.Encode(histogram));
                Assert.Equal(histogram.TotalCount, back.TotalCount);
                Assert.Equal(values.Distinct().Select(histogram.GetCountAtValue), values.Distinct().Select(back.GetCountAtValue));
                Assert.Equal(histogram.GetValueAtPercentile(99), back.GetValueAtPercentile(99));
            },
            iter: 50,
            threads: 1);

    [Fact]
    public void A_large_histogram_survives()
    {
        LongHistogram histogram = new(1, Hour, 3);
        Random random = new(1);
        for (int i = 0; i < 50_000; i++)
        {
            histogram.RecordValue(random.NextInt64(1, Hour));
        }

        LongHistogram back = HistogramText.Decode(HistogramText.Encode(histogram));
        Assert.Equal(50_000, back.TotalCount);
        Assert.Equal(histogram.GetMaxValue(), back.GetMaxValue());
    }

    [Fact]
    public void The_library_reads_what_we_write()
    {
        LongHistogram histogram = new(1, Hour, 3);
        long[] values = [1, 2, 2047, 2048, 4095, 4096, 123_456, 987_654_321, 5_000_000_000];
        Array.ForEach(values, histogram.RecordValue);
        using GZipStream gzip = new(new MemoryStream(Convert.FromBase64String(HistogramText.Encode(histogram))), CompressionMode.Decompress);
        using MemoryStream plain = new();
        gzip.CopyTo(plain);
        HistogramBase back = HistogramEncoding.DecodeFromByteBuffer(ByteBuffer.Allocate(plain.ToArray()), 0);
        Assert.All(values, v => Assert.Equal(1, back.GetCountAtValue(v)));
    }

    [Fact]
    public void Damage_is_a_format_error_whatever_it_is()
    {
        byte[] whole = Convert.FromBase64String(SampleRun.Round().Latency!.ResponseHdr!);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Bool).Sample(
            (at, value, cut) =>
            {
                byte[] damaged = cut ? whole[..at] : [.. whole];
                if (!cut)
                {
                    damaged[at] ^= value;
                }

                // Harmless damage, such as to the time in the header of gzip, may be read.
                Exception? e = Record.Exception(() => HistogramText.Decode(Convert.ToBase64String(damaged)));
                Assert.True(e is null or FormatException, $"byte {at}: {e}");
            },
            iter: 2000,
            threads: 1);
        Assert.Throws<FormatException>(() => HistogramText.Decode(Convert.ToBase64String(whole[..40])));
        Assert.Throws<FormatException>(() => HistogramText.Decode("no base64!"));
        Assert.Throws<FormatException>(() => HistogramText.Decode(""));
    }
}
