using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Results.Gates;
using Xunit;

namespace Bench.Tests.Results;

/// <summary>What searches have to meet, and how their windows are judged.</summary>
public sealed class ObjectiveTests
{
    private static readonly ObjectiveJudge Judge = new(SampleRun.Environment, SampleRun.Checks);

    [Theory]
    [InlineData("p99<5ms", false, "8.00 ms")]
    [InlineData("p99<=8ms", true, "8.00 ms")]
    [InlineData("p99<8ms", false, "8.00 ms")]
    [InlineData("response.p99<9ms", true, "8.00 ms")]
    [InlineData("mean<1s", true, "1.00 ms")]
    [InlineData("max<20000us", true, "19.9 ms")]
    [InlineData("errors<1%", true, "0.50 %")]
    [InlineData("errors<0.5%", false, "0.50 %")]
    [InlineData("errors<21", true, "20")]
    [InlineData("errors<20", false, "20")]
    [InlineData("p999<1s", false, "not measured")]
    public void A_part_is_met_where_it_was_measured_and_is_true(string text, bool met, string found)
    {
        ObjectivePart part = Assert.Single(Objective.Parse(text).Evaluate(SampleRun.Complete([Window()]).Cells[0]));
        Assert.Equal((text, met, found), (part.Limit, part.Met, part.Found));
        Assert.Equal(found == "not measured", part.Value is null);
    }

    [Theory]
    [InlineData("p98<5ms", "'p98<5ms' can't be read")]
    [InlineData("p99<5ms,", "'' can't be read")]
    [InlineData("fast", "'fast' can't be read")]
    [InlineData("p99<5", "'p99<5' can't be read")]
    [InlineData("p99>5ms", "'p99>5ms' is no upper bound")]
    [InlineData("errors>=1%", "'errors>=1%' is no upper bound")]
    [InlineData("p99<5ms,service.p99<2ms", "'service.p99<2ms' is about service.p99, which is no response time")]
    [InlineData("throughput<1000", "'throughput<1000' is about throughput")]
    [InlineData("dropped<5", "'dropped<5' is about dropped")]
    public void Anything_else_is_refused_with_what_would_be_right(string text, string words)
    {
        string message = Assert.Throws<ObjectiveException>(() => Objective.Parse(text)).Message;
        Assert.Contains($"'{text}' can't be searched for: {words}", message, StringComparison.Ordinal);
        Assert.Contains("capacity:p99<5ms,errors<0.1%", message, StringComparison.Ordinal);
        Assert.Contains("p50, p90, p95, p99, p999, max, mean of the response time", message, StringComparison.Ordinal);
        Assert.Contains("errors with %", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_that_meets_every_part_is_met()
    {
        ObjectiveVerdict verdict = Judge.Judge(Window(), "p99<9ms,errors<1%");
        Assert.True(verdict.IsMet, verdict.WhyNot);
        Assert.Equal([(true, "8.00 ms"), (true, "0.50 %")], verdict.Parts.Select(p => (p.Met, p.Found)));
    }

    [Fact]
    public void A_slow_server_is_named_with_what_was_found()
    {
        ObjectiveVerdict verdict = Judge.Judge(Window(), "p99<5ms,errors<0.1%");
        Assert.Equal(("p99<5ms was 8.00 ms, errors<0.1% was 0.50 %", false), (verdict.WhyNot, verdict.GeneratorLimited));
    }

    [Theory]
    [InlineData(2e6, 7e6, true)]
    [InlineData(6e6, 7e6, false)]
    [InlineData(4.9e6, 3.2e6, false)]
    public void The_load_generator_is_to_blame_where_sending_in_time_would_have_met_it_and_took_the_most(double serviceNs, double lagNs, bool generator)
    {
        ObjectiveVerdict verdict = Judge.Judge(Window(r => r with { Latency = Latency(8e6, serviceNs, lagNs) }), "p99<5ms");
        Assert.Equal(generator, verdict.GeneratorLimited);
        Assert.Equal($"{(generator ? "generator limited: " : "")}p99<5ms was 8.00 ms", verdict.WhyNot);
    }

    [Theory]
    [InlineData(2e6, 7e6, true)]
    [InlineData(2e6, 1e6, false)]
    public void A_schedule_that_was_not_sent_meets_nothing(double serviceNs, double lagNs, bool generator)
    {
        ObjectiveVerdict verdict = Judge.Judge(
            Window(r => r with { Counts = r.Counts with { Scheduled = 8000, Dropped = 4000 }, Latency = Latency(8e6, serviceNs, lagNs) }), "errors<1%");
        Assert.Equal((false, generator), (verdict.IsMet, verdict.GeneratorLimited));
        Assert.EndsWith("50.0 % of the schedule sent, 4,000 calls dropped", verdict.WhyNot, StringComparison.Ordinal);
        Assert.Equal(generator, verdict.WhyNot!.StartsWith("generator limited: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_generator_that_stood_still_meets_nothing()
    {
        ObjectiveVerdict verdict = Judge.Judge(Window(r => r with { Pauses = [new PauseInfo(100, 600)] }), "p99<1s");
        Assert.True(verdict.GeneratorLimited);
        Assert.StartsWith("generator limited: the load generator did not run for 600 ms", verdict.WhyNot, StringComparison.Ordinal);
    }

    [Fact]
    public void A_launch_that_failed_meets_nothing_and_says_why()
    {
        ObjectiveVerdict verdict = Judge.Judge(SampleRun.Cell("echo", "pooled", "json", [SampleRun.Failed(1)], "open:1000"), "errors<1%");
        Assert.Equal(("the server did not start: port 7000 is in use", false), (verdict.WhyNot, verdict.GeneratorLimited));
        Assert.Equal("not measured", Assert.Single(verdict.Parts).Found);
    }

    private static CellRecord Window(Func<RoundRecord, RoundRecord>? change = null)
    {
        RoundRecord round = new()
        {
            Round = 1,
            Counts = new CallCounts { Scheduled = 4000, Started = 4000, Ok = 3980, Error = 15, Timeout = 5, Attempts = 4000 },
            Errors = new Dictionary<string, long> { ["remote"] = 15 },
            ThroughputPerSecond = 4000,
            WindowMs = 1000,
            Latency = Latency(8e6, 7.9e6, 1e5),
        };
        return SampleRun.Cell("echo", "pooled", "json", [change is null ? round : change(round)], "open:4000");
    }

    private static LatencyFigures<double> Latency(double responseNs, double serviceNs, double lagNs) => new()
    {
        Response = new Percentiles<double> { P99Ns = responseNs, MaxNs = 20e6 - 1e5, MeanNs = 1e6 },
        Service = new Percentiles<double> { P99Ns = serviceNs },
        SendLag = new Percentiles<double> { P99Ns = lagNs },
    };
}
