using Bench.Harness.Record;
using Bench.Results.Statistics;
using Xunit;

namespace Bench.Tests.Results;

public sealed class SummaryTests
{
    [Fact]
    public void Failed_and_interrupted_rounds_are_left_out()
    {
        RoundRecord[] rounds = [SampleRun.Round(1, 100), SampleRun.Round(2, 900) with { Partial = true }, SampleRun.Failed(3), SampleRun.Round(4, 110)];
        Estimate throughput = Summary.Of(rounds)!.ThroughputPerSecond!.Value;
        Assert.Equal(105, throughput.Median);
        Assert.Equal(MedianInterval.LogT, throughput.Method);
    }

    [Fact]
    public void Without_a_finished_round_there_is_no_summary() => Assert.Null(Summary.Of([SampleRun.Failed(1)]));

    [Fact]
    public void What_no_round_measured_is_absent()
    {
        Figures<Estimate> summary = Summary.Of([SampleRun.Round()])!;
        Assert.Null(summary.Client);
        Assert.Null(summary.Latency!.SendLag);
        Assert.Null(summary.Latency.ResponseHdr);
        Assert.NotNull(summary.Latency.Response!.P99Ns);
        Assert.Null(summary.ThroughputPerSecond!.Value.Low);
    }
}
