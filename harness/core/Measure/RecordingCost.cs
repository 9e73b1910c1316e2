using Bench.Harness.Time;

namespace Bench.Harness.Measure;

/// <summary>What a latency costs to take: two readings of the clock and an entry in a histogram. A call that does nothing would show about this.</summary>
public static class RecordingCost
{
    private const int Batches = 24;
    private const int PerBatch = 1_000;

    /// <summary>
    /// Measures it in this process, as it is compiled by now: the least of some batches, ns, as everything that disturbs one makes it dearer.
    /// Takes about 2 ms.
    /// </summary>
    public static double MeasureNs(Clock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var histogram = new LatencyHistogram();
        long leastNs = long.MaxValue;
        for (int batch = 0; batch < Batches; batch++)
        {
            long startNs = clock.NowNs;
            for (int i = 0; i < PerBatch; i++)
            {
                long sentNs = clock.NowNs;
                histogram.Record(clock.NowNs - sentNs);
            }
            leastNs = Math.Min(leastNs, clock.NowNs - startNs);
        }
        return leastNs / (double)PerBatch;
    }
}
