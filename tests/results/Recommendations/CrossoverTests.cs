using Bench.Harness.Record;
using Bench.Results.Recommendations;

namespace Bench.Tests.Results.Recommendations;

public sealed class CrossoverTests
{
    [Fact]
    public void An_order_that_turns_over_is_bracketed_by_the_steps_on_both_sides()
    {
        Crossover found = Assert.Single(Of([.. Sweep("pooled", (8, 1), (32, 4), (128, 16)), .. Sweep("multiplexed", (8, 2), (32, 2), (128, 4))]));
        Assert.Equal(("pooled", "multiplexed", "json", SweepAxis.Workers, 8, 32), (found.Below, found.Above, found.Under, found.Axis, found.From, found.To));
        Assert.Equal(16, found.Near, 3);
        Assert.Equal(
            "p99 response time: multiplexed beats pooled (json) from somewhere between 8 and 32 in flight on, about 16 if the change is even; up to 8, pooled is better.",
            found.Sentence);
    }

    [Fact]
    public void A_tie_between_widens_the_bracket()
    {
        Crossover found = Assert.Single(Of([.. Sweep("pooled", (8, 1), (16, 2), (32, 4)), .. Sweep("multiplexed", (8, 2), (16, 2.001), (32, 2))]));
        Assert.Equal((8, 32), (found.From, found.To));
    }

    [Fact]
    public void A_difference_within_the_intervals_is_no_crossover()
    {
        IReadOnlyList<CellRecord> cells = [.. Sweep("pooled", (8, 2), (32, 2.01)), .. Sweep("multiplexed", (8, 2.01), (32, 2))];
        Assert.Empty(Of(cells));
        Assert.Contains("Along the sweep no order of two transports or codecs turns over beyond their intervals.", Recommend(cells).Sentences);
    }

    [Fact]
    public void One_round_proves_no_crossover() =>
        Assert.Empty(Of([.. new[] { Sweep("pooled", (8, 1), (32, 4)), Sweep("multiplexed", (8, 2), (32, 2)) }.SelectMany(s => s).Select(c => c with { Rounds = [c.Rounds[0]] })]));

    [Fact]
    public void Cells_that_differ_in_transport_and_codec_are_not_compared() =>
        Assert.Empty(Of([.. Sweep("pooled", (8, 1), (32, 4)), .. Sweep("multiplexed", (8, 2), (32, 2)).Select(c => c with { Codec = "protobuf" })]));

    [Fact]
    public void Rates_are_swept_too_and_codecs_compared()
    {
        Crossover found = Assert.Single(Of(
        [
            .. Sweep("pooled", "open:", (1000, 1), (2000, 4)).Select(c => c with { Codec = "messagepack", Id = c.Id.Replace("json", "messagepack", StringComparison.Ordinal) }),
            .. Sweep("pooled", "open:", (1000, 2), (2000, 2)),
        ]));
        Assert.Equal(("messagepack", "json", "pooled", SweepAxis.Rate), (found.Below, found.Above, found.Under, found.Axis));
    }

    [Fact]
    public void Invalid_steps_prove_nothing()
    {
        CellRecord[] cells = [.. Sweep("pooled", (8, 1), (32, 4)), .. Sweep("multiplexed", (8, 2), (32, 2))];
        cells[0] = cells[0] with { Rounds = [.. cells[0].Rounds.Select(r => r with { Counts = r.Counts with { Ok = 1 } })] };
        Assert.Empty(Of(cells));
    }

    [Fact]
    public void A_run_without_a_sweep_says_nothing_of_one() =>
        Assert.DoesNotContain(Recommend([.. Sweep("pooled", (8, 1)), .. Sweep("multiplexed", (8, 2))]).Sentences, s => s.Contains("sweep", StringComparison.Ordinal));

    private static IEnumerable<CellRecord> Sweep(string transport, params (int At, double P99Ms)[] steps) => Sweep(transport, "closed:", steps);

    private static IEnumerable<CellRecord> Sweep(string transport, string load, params (int At, double P99Ms)[] steps) =>
        steps.Select(s => RecommendationTests.Cell(transport, s.P99Ms, load: $"{load}{s.At}"));

    private static IReadOnlyList<Crossover> Of(IReadOnlyList<CellRecord> cells) => Recommend(cells).Crossovers;

    private static Recommendation Recommend(IReadOnlyList<CellRecord> cells) => Assert.Single(Recommendation.Of(SampleRun.Complete(cells), new RecommendationTerms { P99Ns = 1e9 }));
}
