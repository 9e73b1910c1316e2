using Bench.Harness.Record;
using Bench.Results.Comparisons;
using Bench.Results.Quantities;

namespace Bench.Tests.Results.Comparisons;

public sealed class ComparisonTests
{
    private static readonly double[] Noise = [1, 1.02, 0.99, 1.01, 0.98, 1.03, 0.97, 1];

    private static readonly ComparisonTerms Terms = new() { ThresholdOf = (_, figure) => CountedComparison.IsCounted(figure) ? 0.01 : 0.05 };

    [Theory]
    [InlineData(1, 1, ComparisonVerdict.Equivalent)]
    [InlineData(1.2, 1, ComparisonVerdict.Regressed)]
    [InlineData(0.8, 1, ComparisonVerdict.Improved)]
    [InlineData(1.045, 1, ComparisonVerdict.Inconclusive)]
    [InlineData(1.1, 20, ComparisonVerdict.Inconclusive)]
    [InlineData(1, 20, ComparisonVerdict.Inconclusive)]
    public void A_timed_figure_is_judged_by_ratio_and_spread(double ratio, double spread, ComparisonVerdict verdict)
    {
        FigureComparison cpu = One("client.cpu", Cell(1, spread), Cell(ratio, spread));

        Assert.Equal(verdict, cpu.Verdict);
        Assert.Equal(ratio, cpu.Ratio!.Ratio, 1e-9);
        Assert.Equal(verdict == ComparisonVerdict.Inconclusive, cpu.Reason is not null);
        Assert.True(cpu.Detectable > 0);
    }

    [Theory]
    [InlineData(1.2, ComparisonVerdict.Improved)]
    [InlineData(0.8, ComparisonVerdict.Regressed)]
    public void More_throughput_is_better(double ratio, ComparisonVerdict verdict) =>
        Assert.Equal(verdict, One("throughput", Cell(1, 1), Cell(ratio, 1)).Verdict);

    [Fact]
    public void Launches_of_one_run_are_paired_by_round_so_that_what_moves_both_cancels()
    {
        FigureComparison unpaired = One("client.cpu", Cell(1, 5), Cell(1.1, 5));
        FigureComparison paired = One("client.cpu", Cell(1, 5), Cell(1.1, 5), interleaved: true);

        Assert.Equal((ComparisonVerdict.Inconclusive, ComparisonVerdict.Regressed), (unpaired.Verdict, paired.Verdict));
        Assert.True(paired.Detectable < unpaired.Detectable / 10);
    }

    [Fact]
    public void Fewer_launches_than_were_fixed_are_inconclusive_and_further_ones_are_not_looked_at()
    {
        FigureComparison few = One("client.cpu", Cell(1, 1), Cell(1.5, 1), Terms with { Rounds = 10 });
        FigureComparison first = One("client.cpu", Cell(1, 1), Cell(1.5, 1), Terms with { Rounds = 4 });

        Assert.Equal((ComparisonVerdict.Inconclusive, "8 of 10 launches"), (few.Verdict, few.Reason));
        Assert.Equal(6, first.Ratio!.DegreesOfFreedom, 1e-9);
    }

    [Fact]
    public void More_tests_are_harder_to_pass()
    {
        CellPair pair = new("a", Cell(1, 1), Cell(1.04, 1), false);

        FigureComparison alone = Comparison.Of([pair], Terms with { FalseAlarms = 0.05, ThresholdOf = (_, f) => f.Name == "client.cpu" ? 0.03 : null }).Single(c => c.Figure == "client.cpu");
        FigureComparison among = Comparison.Of([.. Enumerable.Repeat(pair, 200)], Terms with { FalseAlarms = 0.05, ThresholdOf = (_, f) => f.Name == "client.cpu" ? 0.03 : null })[0];

        Assert.Equal((ComparisonVerdict.Regressed, ComparisonVerdict.Inconclusive), (alone.Verdict, among.Verdict));
        Assert.True(among.Detectable > alone.Detectable);
    }

    [Theory]
    [InlineData(1000, 1000, ComparisonVerdict.Equivalent)]
    [InlineData(1000, 1009.9, ComparisonVerdict.Equivalent)]
    [InlineData(1000, 1010.1, ComparisonVerdict.Regressed)]
    [InlineData(1000, 989, ComparisonVerdict.Improved)]
    [InlineData(0, 1, ComparisonVerdict.Equivalent)]
    [InlineData(0, 1.1, ComparisonVerdict.Regressed)]
    [InlineData(20, 20.9, ComparisonVerdict.Equivalent)]
    public void Counted_bytes_may_differ_by_a_byte_or_a_hundredth(double from, double to, ComparisonVerdict verdict) =>
        Assert.Equal(verdict, One("client.alloc", Allocating(from), Allocating(to)).Verdict);

    [Fact]
    public void A_count_that_varies_by_more_than_it_changed_is_inconclusive()
    {
        FigureComparison alloc = One("client.alloc", Allocating(1000, 1300, 1000, 1010), Allocating(1100, 1000, 1200, 1000));

        Assert.Equal((ComparisonVerdict.Inconclusive, true), (alloc.Verdict, alloc.Reason is not null));
    }

    [Theory]
    [InlineData(1, ComparisonVerdict.Regressed)]
    [InlineData(-1, ComparisonVerdict.Improved)]
    [InlineData(0, ComparisonVerdict.Equivalent)]
    public void Payload_bytes_are_compared_exactly(double more, ComparisonVerdict verdict)
    {
        CellRecord other = Cell(1, 1) with { Payloads = [new PayloadInfo("Submit", 100_000 + more, 40)] };
        CellRecord reference = Cell(1, 1) with { Payloads = [new PayloadInfo("Submit", 100_000, 40)] };

        Assert.Equal(verdict, One("payload.Submit.request", reference, other).Verdict);
        Assert.Equal(ComparisonVerdict.Equivalent, One("payload.Submit.reply", reference, other).Verdict);
    }

    [Fact]
    public void The_launches_that_a_spread_takes_find_the_threshold()
    {
        FigureComparison few = One("client.cpu", Cell(1, 3), Cell(1, 3));
        double rounds = DetectableEffect.Rounds(few.Ratio!, 8, 0.05, 0.001, 1);
        double error = few.Ratio!.StandardError * Math.Sqrt(8 / rounds);

        Assert.InRange(DetectableEffect.Of(few.Ratio with { StandardError = error }, 0.001, 1), 0.045, 0.05);
    }

    private static FigureComparison One(string figure, CellRecord reference, CellRecord other, ComparisonTerms? terms = null, bool interleaved = false) =>
        Comparison.Of([new CellPair("cell", reference, other, interleaved)], terms ?? Terms).Single(c => c.Figure == figure);

    /// <summary>A cell of which CPU per call and throughput are so many times a standard, with launches spread by so many percent or so.</summary>
    private static CellRecord Cell(double times, double spread) => Launched(Noise.Select(noise => Math.Exp(Math.Log(noise) * spread) * times).Select(value => new RoundRecord
    {
        Counts = new CallCounts(),
        ThroughputPerSecond = 1000 * value,
        Client = new ProcessFigures<double> { CpuNsPerCall = 1000 * value },
    }));

    private static CellRecord Allocating(params double[] bytes) => Launched(bytes.Select(b => new RoundRecord
    {
        Counts = new CallCounts(),
        Client = new ProcessFigures<double> { AllocatedBytesPerCall = b },
    }));

    private static CellRecord Launched(IEnumerable<RoundRecord> launches) =>
        SampleRun.Cell("order", "pooled", "json", [.. launches.Select((r, i) => r with { Round = i + 1 })]);
}
