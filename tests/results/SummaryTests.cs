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
    public void The_capacity_of_one_round_lies_within_its_bracket_and_that_of_several_within_their_interval()
    {
        Assert.Equal(new Estimate(20_000, 20_000, 21_000, "bracket"), Summary.Of([SampleRun.Found(1, 20_000, 21_000)])!.CapacityPerSecond);
        Assert.Equal(new Estimate(20_000, 20_000, 21_000, "bracket"), Summary.Of([SampleRun.NotFound(1), SampleRun.Found(2, 20_000, 21_000)])!.CapacityPerSecond);
        Estimate several = Summary.Of([SampleRun.Found(1, 20_000, 21_000), SampleRun.Found(2, 22_000, 23_000)])!.CapacityPerSecond!.Value;
        Assert.Equal((21_000, MedianInterval.LogT), (several.Median, several.Method));
        Assert.Null(Summary.Of([SampleRun.NotFound(1)])!.CapacityPerSecond);
        RoundRecord highest = SampleRun.Found(1, 1e7, 2e7);
        Assert.Equal(new Estimate(1e7), Summary.Of([highest with { Search = highest.Search! with { NotMetPerSecond = null } }])!.CapacityPerSecond);
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
