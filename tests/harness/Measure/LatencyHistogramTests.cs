using Bench.Harness.Measure;
using CsCheck;
using HdrHistogram;

namespace Bench.Tests.Harness.Measure;

public class LatencyHistogramTests
{
    // Every order of magnitude equally often, and the bounds of buckets.
    private static readonly Gen<long> Latency = Gen.OneOf(
        Gen.Double[0, Math.Log(LatencyHistogram.HighestTrackableNs)].Select(x => (long)Math.Exp(x)),
        Gen.Select(Gen.Int[0, 41], Gen.Long[-2, 2], (power, offset) => Math.Max(0, Math.Min((1L << power) + offset, LatencyHistogram.HighestTrackableNs))),
        Gen.Long[0, 5000]);

    private static readonly double[] Percentiles = [0, 0.1, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 99.999, 100];

    [Fact]
    public void It_agrees_with_HdrHistogram_on_every_percentile_and_bucket()
    {
        // Above 2^41 ns (37 minutes) HdrHistogram.NET's own percentiles overflow an int and come out too low
        Latency.Where(ns => ns < 1L << 41).Array[1, 300].Sample(values =>
        {
            LatencyHistogram ours = Of(values);
            var theirs = new LongHistogram(1, LatencyHistogram.HighestTrackableNs, LatencyHistogram.SignificantDigits);
            foreach (long value in values)
            {
                theirs.RecordValue(value);
            }
            Assert.Equal(theirs.TotalCount, ours.Count);
            Assert.All(Percentiles, p => Assert.Equal(theirs.GetValueAtPercentile(p), ours.ValueAtPercentile(p)));
            LongHistogram converted = ours.ToHdr();
            Assert.Equal(theirs.TotalCount, converted.TotalCount);
            Assert.Equal(
                theirs.RecordedValues().Select(v => (v.ValueIteratedTo, v.CountAddedInThisIterationStep)),
                converted.RecordedValues().Select(v => (v.ValueIteratedTo, v.CountAddedInThisIterationStep)));
        });
    }

    [Fact]
    public void Every_value_is_kept_within_a_thousandth()
    {
        Latency.Sample(ns =>
        {
            long kept = Of([ns]).ValueAtPercentile(100);
            Assert.InRange(kept, ns, ns + (ns / 1000));
            Assert.Equal(1, Of([ns]).ToHdr().GetCountAtValue(ns));
        });
    }

    [Fact]
    public void Maximum_and_mean_are_exact()
    {
        Latency.Array[1, 300].Sample(values =>
        {
            LatencyHistogram histogram = Of(values);
            Assert.Equal(values.Max(), histogram.MaxNs);
            Assert.Equal(values.Average(v => (double)v), histogram.MeanNs, 1e-9 * values.Max());
        });
    }

    [Fact]
    public void Case64_Lanes_added_up_are_the_pooled_data()
    {
        Gen.Select(Latency.Array[0, 100], Latency.Array[0, 100]).Sample((left, right) =>
        {
            LatencyHistogram sum = Of(left);
            sum.Add(Of(right));
            LatencyHistogram pooled = Of([.. left, .. right]);
            Assert.Equal(pooled.Count, sum.Count);
            Assert.Equal(pooled.MaxNs, sum.MaxNs);
            Assert.Equal(pooled.MeanNs, sum.MeanNs, 1e-9 * (1 + pooled.MaxNs));
            Assert.All(Percentiles, p => Assert.Equal(pooled.ValueAtPercentile(p), sum.ValueAtPercentile(p)));
        });
    }

    [Fact]
    public void Case63_Latencies_beyond_the_range_are_clamped_and_counted()
    {
        LatencyHistogram histogram = Of([LatencyHistogram.HighestTrackableNs, LatencyHistogram.HighestTrackableNs + 1, long.MaxValue, -5]);
        Assert.Equal(4, histogram.Count);
        Assert.Equal(2, histogram.Overflow);
        Assert.Equal(1, histogram.Underflow);
        Assert.Equal(LatencyHistogram.HighestTrackableNs, histogram.MaxNs);
        Assert.Equal(0, histogram.ValueAtPercentile(0));
        Assert.Equal(4, histogram.ToHdr().TotalCount);
        var sum = new LatencyHistogram();
        sum.Add(histogram);
        sum.Add(histogram);
        Assert.Equal(4, sum.Overflow);
        Assert.Equal(2, sum.Underflow);
    }

    [Fact]
    public void Without_records_every_figure_is_zero()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal((0, 0, 0, 0.0), (histogram.Count, histogram.MaxNs, histogram.ValueAtPercentile(99), histogram.MeanNs));
        Assert.Equal(0, histogram.ToHdr().TotalCount);
    }

    [Fact]
    public void Within_what_is_reserved_recording_allocates_nothing()
    {
        LatencyHistogram histogram = new LatencyHistogram().Reserve(1L << 34);
        histogram.Record(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int power = 0; power <= 34; power++)
        {
            histogram.Record(1L << power);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(36, histogram.Count);
    }

    [Fact]
    public void Percentiles_since_an_earlier_state_see_only_what_came_after()
    {
        LatencyHistogram earlier = Of([1_000_000, 2_000_000]);
        LatencyHistogram later = Of([1_000_000, 2_000_000, 50, 60]);
        Assert.Equal(60, later.PercentileSince(earlier, 100));
        Assert.Equal(50, later.PercentileSince(earlier, 50));
        Assert.Equal(0, earlier.PercentileSince(earlier, 50));
    }

    private static LatencyHistogram Of(long[] values)
    {
        var histogram = new LatencyHistogram();
        foreach (long value in values)
        {
            histogram.Record(value);
        }
        return histogram;
    }
}
