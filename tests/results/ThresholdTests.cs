using Bench.Harness.Record;
using Bench.Results.Gates;
using Bench.Results.Quantities;
using Xunit;

namespace Bench.Tests.Results;

public sealed class ThresholdTests
{
    [Theory]
    [InlineData("p99>5ms", true, "8.00 ms")]
    [InlineData("p99>8ms", false, "8.00 ms")]
    [InlineData("p99>=8ms", true, "8.00 ms")]
    [InlineData("response.p99 > 0.005 s", true, "8.00 ms")]
    [InlineData("p99>5000us", true, "8.00 ms")]
    [InlineData("service.p99>5ms", false, "2.00 ms")]
    [InlineData("throughput<1000", true, "900/s")]
    [InlineData("throughput<0.9k/s", false, "900/s")]
    [InlineData("throughput<=900/s", true, "900/s")]
    [InlineData("client.alloc>100B", true, "2.00 KiB")]
    [InlineData("client.alloc>2KiB", false, "2.00 KiB")]
    [InlineData("client.cpu>20us", true, "30.0 µs")]
    [InlineData("errors>0.1%", true, "2.0 %")]
    [InlineData("errors>2%", false, "2.0 %")]
    [InlineData("errors>19", true, "20")]
    [InlineData("timeouts>0", true, "5")]
    [InlineData("dropped>0", false, "0")]
    public void A_threshold_is_crossed_or_not(string expression, bool crossed, string found) =>
        Assert.Equal(new ThresholdResult(Cell().Id, expression, found, true, crossed), Threshold.Parse(expression).Evaluate(Cell()));

    [Theory]
    [InlineData("server.cpu>20us")]
    [InlineData("goodput<1")]
    public void What_was_not_measured_is_not_crossed_and_says_so(string expression)
    {
        ThresholdResult result = Threshold.Parse(expression).Evaluate(Cell());
        Assert.Equal((false, false, "not measured"), (result.IsCrossed, result.IsMeasured, result.Found));
    }

    [Theory]
    [InlineData("")]
    [InlineData("p99")]
    [InlineData("p99>")]
    [InlineData("p99=5ms")]
    [InlineData("p99>fast")]
    [InlineData("p98>5ms")]
    [InlineData("p99>5")]
    [InlineData("p99>5B")]
    [InlineData("p99>5%")]
    [InlineData("p99>5 minutes")]
    [InlineData("throughput<5ms")]
    [InlineData("p99>-5ms")]
    [InlineData("errors>0.1%;rm")]
    public void A_wrong_expression_is_named_with_what_would_be_right(string expression)
    {
        string message = Assert.Throws<ThresholdException>(() => Threshold.Parse(expression)).Message;
        Assert.Contains($"'{expression}'", message, StringComparison.Ordinal);
        Assert.Contains("service.p99", message, StringComparison.Ordinal);
        Assert.Contains("KiB", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_figure_has_a_threshold() => Assert.All(
        FigureCatalog.All,
        f => Threshold.Parse($"{f.Name}>1{(f.Unit == Unit.Nanoseconds ? "ms" : "")}"));

    [Fact]
    public void Every_cell_meets_every_threshold()
    {
        RunRecord run = SampleRun.Matrix();
        IReadOnlyList<ThresholdResult> results = Threshold.Evaluate([Threshold.Parse("p99>1s"), Threshold.Parse("throughput<10k/s")], run);
        Assert.Equal(18, results.Count);
        Assert.Equal(run.Cells.Where(c => c.Transport == "per-call").Select(c => c.Id), results.Where(r => r.IsCrossed).Select(r => r.CellId));
    }

    private static CellRecord Cell()
    {
        RoundRecord round = new()
        {
            Round = 1,
            Counts = new CallCounts { Scheduled = 1000, Started = 1000, Ok = 980, Error = 15, Timeout = 5 },
            ThroughputPerSecond = 900,
            Latency = new LatencyFigures<double> { Response = new Percentiles<double> { P99Ns = 8e6 }, Service = new Percentiles<double> { P99Ns = 2e6 } },
            Client = new ProcessFigures<double> { CpuNsPerCall = 30_000, AllocatedBytesPerCall = 2048 },
        };
        return SampleRun.Complete([SampleRun.Cell("echo", "pooled", "json", [round])]).Cells[0];
    }
}
