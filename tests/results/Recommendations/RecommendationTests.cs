using Bench.Harness.Record;
using Bench.Results.Recommendations;
using Bench.Results.Statistics;

namespace Bench.Tests.Results.Recommendations;

public sealed class RecommendationTests
{
    private static readonly RecommendationTerms FiveMs = new() { P99Ns = 5e6 };

    [Fact]
    public void The_cheapest_cell_that_meets_the_objective_comes_first()
    {
        Recommendation found = Of(FiveMs, Cell("pooled", p99Ms: 1, cpuUs: 90), Cell("multiplexed", p99Ms: 4, cpuUs: 60), Cell("per-call", p99Ms: 9, cpuUs: 10));

        Assert.Equal(["multiplexed/json/closed:16", "pooled/json/closed:16"], found.Candidates.Select(c => c.Label));
        Assert.Equal([(1, false), (2, false)], found.Candidates.Select(c => (c.Rank, c.IsTied)));
        Assert.StartsWith("multiplexed/json/closed:16 meets it at the least cost: 60.0 µs", found.Sentences[0], StringComparison.Ordinal);
        PassedOver missed = Assert.Single(found.PassedOver);
        Assert.Equal(PassedOverWhy.Missed, missed.Why);
        Assert.StartsWith("p99 9.00 ms", missed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_whose_intervals_overlap_share_a_place()
    {
        Recommendation found = Of(FiveMs, Cell("pooled", cpuUs: 60.5), Cell("multiplexed", cpuUs: 60), Cell("per-call", cpuUs: 200), Cell("per-call+unix", cpuUs: 201), Cell("pooled+unix", cpuUs: 400));

        Assert.Equal([1, 1, 3, 3, 5], found.Candidates.Select(c => c.Rank));
        Assert.Equal([true, true, true, true, false], found.Candidates.Select(c => c.IsTied));
        Assert.StartsWith("multiplexed/json/closed:16 and pooled/json/closed:16 tie: from 60.0 µs", found.Sentences[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_cells_are_named_and_never_ranked()
    {
        CellRecord liar = Cell("per-call", p99Ms: 0.1, cpuUs: 1);
        liar = liar with { Rounds = [.. liar.Rounds.Select(r => r with { Counts = r.Counts with { Ok = 1 } })] };
        Recommendation found = Of(FiveMs, Cell("pooled"), liar);

        Assert.Equal(["pooled/json/closed:16"], found.Candidates.Select(c => c.Label));
        Assert.Equal(PassedOverWhy.Untrusted, Assert.Single(found.PassedOver).Why);
        Assert.Contains("Not ranked: per-call/json/closed:16 (invalid or unfinished).", found.Sentences);
        Assert.True(found.IsTrusted);
    }

    [Fact]
    public void Without_a_trusted_cell_nothing_is_recommended()
    {
        Recommendation found = Of(FiveMs, SampleRun.Cell("order", "pooled", "json", [SampleRun.Failed(1)]));
        Assert.False(found.IsTrusted);
        Assert.Equal("Nothing can be recommended: no cell has figures that can be trusted.", found.Sentences[0]);
        Assert.Equal("the server did not start: port 7000 is in use", found.PassedOver[0].Reason);
    }

    [Fact]
    public void Where_none_meets_it_that_is_said()
    {
        Recommendation found = Of(FiveMs with { RatePerSecond = 10 }, Cell("pooled", p99Ms: 6));
        Assert.Empty(found.Candidates);
        Assert.True(found.IsTrusted);
        Assert.Equal("No cell meets a p99 of at most 5.00 ms at 10 calls/s or more.", found.Sentences[0]);
    }

    [Fact]
    public void A_limit_is_met_when_it_is_reached_exactly() => Assert.Single(Of(FiveMs, Cell("pooled", p99Ms: 5)).Candidates);

    [Fact]
    public void Only_cells_that_carried_the_rate_count()
    {
        Recommendation found = Of(
            FiveMs with { RatePerSecond = 1000 },
            Cell("closed-enough", rate: 1000),
            Cell("closed-short", rate: 999),
            Cell("open-enough", rate: 995, load: "open:1000"),
            Cell("open-higher", rate: 1980, load: "open:2000"),
            Cell("open-lower", rate: 500, load: "open:500"),
            Cell("open-short", rate: 900, load: "open:2000"));

        Assert.Equal(["closed-enough", "open-enough", "open-higher"], found.Candidates.Select(c => c.Label.Split('/')[0]).Order());
        Assert.Equal(
            ["carried 999 calls/s", "only 500 calls/s were offered", "carried 900 calls/s"],
            found.PassedOver.Select(p => p.Reason));
        Assert.All(found.PassedOver, p => Assert.Equal(PassedOverWhy.TooSlow, p.Why));
    }

    [Fact]
    public void A_search_counts_with_the_rate_it_confirmed()
    {
        RunRecord run = SampleRun.Searched(rounds: 3);
        Recommendation found = Assert.Single(Recommendation.Of(run, new RecommendationTerms { P99Ns = 1e9, RatePerSecond = 30_000 }));
        Assert.Equal("multiplexed/json/capacity:p99<5ms,errors<0.1%", Assert.Single(found.Candidates).Label);
        Assert.Contains(found.PassedOver, p => p.Reason == "carried 20,000 calls/s");
    }

    [Fact]
    public void Calls_that_fail_fast_do_not_meet_a_latency()
    {
        Recommendation found = Of(FiveMs, Failing("pooled", 30), Failing("multiplexed", 60));
        Candidate few = Assert.Single(found.Candidates);
        Assert.Equal(30 / 4000.0, few.FailedShare, 6);
        Assert.Contains("Some calls failed, at most 1 %: pooled/json/closed:16 (0.75 %).", found.Sentences);
        Assert.Equal("1.5 % of its calls failed", Assert.Single(found.PassedOver).Reason);
    }

    [Fact]
    public void An_interval_beyond_the_limit_is_said()
    {
        Recommendation found = Of(FiveMs, SampleRun.Cell("order", "pooled", "json", [.. new[] { 3.0, 4.5, 7 }.Select((ms, i) => Round(i + 1, ms, 60, 1000))]));
        Assert.False(Assert.Single(found.Candidates).IsProven);
        Assert.Contains(found.Sentences, s => s.StartsWith("By the median alone: the interval of the p99 reaches beyond 5.00 ms for pooled", StringComparison.Ordinal));
        Assert.True(Of(FiveMs, Cell("pooled")).Candidates[0].IsProven);
    }

    [Fact]
    public void The_front_leaves_out_what_another_cell_beats_all_round()
    {
        Recommendation found = Of(FiveMs, Cell("cheap", p99Ms: 4, cpuUs: 60), Cell("quick", p99Ms: 1, cpuUs: 90), Cell("neither", p99Ms: 4.5, cpuUs: 95));
        Assert.Equal([true, true, false], found.Candidates.Select(c => c.IsOnFront));
        Assert.Contains(found.Sentences, s => s.StartsWith("On the Pareto front over p99, CPU per call, bytes on the wire and allocations: cheap/json/closed:16 and quick/json/closed:16.", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_CPU_figures_the_p99_decides()
    {
        CellRecord blind = Cell("pooled", p99Ms: 1);
        blind = blind with { Rounds = [.. blind.Rounds.Select(r => r with { Server = null })] };
        Recommendation found = Of(FiveMs, Cell("multiplexed", p99Ms: 2), blind);
        Assert.Equal(["pooled/json/closed:16", "multiplexed/json/closed:16"], found.Candidates.Select(c => c.Label));
        Assert.Null(found.Candidates[0].CostPerMillion);
        Assert.Contains("CPU per call was not measured for every cell, so that they are ranked by p99.", found.Sentences);
    }

    [Fact]
    public void One_round_is_indicative() =>
        Assert.Contains(Of(FiveMs, SampleRun.Cell("order", "pooled", "json", [Round(1, 1, 60, 1000)])).Sentences, s => s.StartsWith("One round: no interval", StringComparison.Ordinal));

    [Fact]
    public void Each_scenario_and_link_is_a_question_of_its_own()
    {
        CellRecord far = Cell("pooled") with { Link = "wan", Id = "order/pooled/json/closed:16/wan", Variant = "wan" };
        RunRecord run = SampleRun.Complete([Cell("pooled"), far, Cell("pooled") with { Scenario = "echo", Id = "echo/pooled/json/closed:16" }]);
        IReadOnlyList<Recommendation> all = Recommendation.Of(run, FiveMs);
        Assert.Equal(["order", "order over wan, wan", "echo"], all.Select(r => r.Title));
        Assert.All(all, r => Assert.Equal("pooled/json/closed:16", Assert.Single(r.Candidates).Label));
        Assert.Equal(["echo"], Recommendation.Of(run, FiveMs with { Scenario = "echo" }).Select(r => r.Title));
        RecommendationException wrong = Assert.Throws<RecommendationException>(() => Recommendation.Of(run, FiveMs with { Scenario = "eho" }));
        Assert.Equal("The record has no scenario 'eho'. It has: order, echo.", wrong.Message);
    }

    [Fact]
    public void A_million_calls_cost_their_CPU_hours()
    {
        Estimate cost = CallCost.PerMillion(new Estimate(36_000, 18_000, 72_000, MedianInterval.LogT), 0.04);
        Assert.Equal([0.0004, 0.0002, 0.0008], new[] { cost.Median, cost.Low!.Value, cost.High!.Value }.Select(v => Math.Round(v, 12)));
        Assert.Equal("0.000744", CallCost.Text(0.00074444));
        Assert.Equal(("0", "1,235", "12.3", "0.04"), (CallCost.Text(0), CallCost.Text(1234.6), CallCost.Text(12.34), CallCost.Text(0.04)));
    }

    internal static CellRecord Cell(string transport, double p99Ms = 2, double cpuUs = 60, double rate = 1000, string load = "closed:16", string codec = "json")
    {
        CellRecord cell = SampleRun.Cell("order", transport, codec, [.. new[] { 0.99, 1, 1.01 }.Select((noise, i) => Round(i + 1, p99Ms * noise, cpuUs * noise, rate))], load);
        string[] parts = load.Split(':');
        return cell with
        {
            Load = parts[0] switch
            {
                "open" => new LoadInfo { Model = "open", Text = load, RatePerSecond = double.Parse(parts[1]) },
                "closed" => new LoadInfo { Model = "closed", Text = load, Workers = int.Parse(parts[1]) },
                _ => cell.Load,
            },
        };
    }

    private static CellRecord Failing(string transport, int failed)
    {
        CellRecord cell = Cell(transport);
        return cell with
        {
            Rounds =
            [
                .. cell.Rounds.Select(r => r with
                {
                    Counts = r.Counts with { Ok = r.Counts.Ok - failed, Error = failed },
                    Errors = new Dictionary<string, long> { ["remote"] = failed },
                    ServerFailed = failed,
                }),
            ],
        };
    }

    private static RoundRecord Round(int round, double p99Ms, double cpuUs, double rate)
    {
        RoundRecord one = SampleRun.Round(round, rate);
        return one with
        {
            Latency = one.Latency! with { Response = one.Latency.Response! with { P99Ns = p99Ms * 1e6 } },
            Client = new ProcessFigures<double> { CpuNsPerCall = cpuUs * 600, AllocatedBytesPerCall = 500 },
            Server = new ProcessFigures<double> { CpuNsPerCall = cpuUs * 400, AllocatedBytesPerCall = 400 },
            Wire = new WireFigures<double> { BytesOutPerCall = 100, BytesInPerCall = 50 },
        };
    }

    private static Recommendation Of(RecommendationTerms terms, params CellRecord[] cells) => Assert.Single(Recommendation.Of(SampleRun.Complete(cells), terms));
}
