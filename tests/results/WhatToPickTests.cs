using Bench.Harness.Record;
using Bench.Results.Reports;
using Xunit;

namespace Bench.Tests.Results;

public sealed class WhatToPickTests
{
    [Fact]
    public void The_winner_is_named_with_its_interval_and_the_ratios()
    {
        string first = Advice(SampleRun.Matrix()).Sentences[0];
        Assert.Equal(
            "multiplexed + messagepack carries the most: 81,000 calls/s [77,100 to 85,100]; next multiplexed + protobuf, 1.2× off; "
            + "with messagepack, multiplexed carries 2.1× pooled and 14× per-call.",
            first);
    }

    [Fact]
    public void Overlapping_intervals_are_a_tie()
    {
        string first = Advice(SampleRun.Complete(
        [
            Cell("pooled", "json", 1000, 1100, 1050),
            Cell("pooled", "messagepack", 1010, 1090, 1060),
            Cell("per-call", "json", 10, 11, 12),
        ])).Sentences[0];
        Assert.StartsWith("pooled + messagepack and pooled + json tie for the most calls", first, StringComparison.Ordinal);
    }

    [Fact]
    public void One_round_is_indicative_and_no_tie_by_chance()
    {
        IReadOnlyList<string> lines = Advice(SampleRun.Complete([Cell("pooled", "json", 1000), Cell("pooled", "messagepack", 1010)])).Sentences;
        Assert.StartsWith("pooled + messagepack carries the most: 1,010 calls/s; next pooled + json, 1.01× off", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("One round: no interval", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_cells_are_never_ranked()
    {
        CellRecord liar = Cell("per-call", "json", 1e6, 1e6);
        liar = liar with { Rounds = [.. liar.Rounds.Select(r => r with { Counts = r.Counts with { Ok = 1 } })] };
        IReadOnlyList<string> lines = Advice(SampleRun.Complete([Cell("pooled", "json", 1000, 1001), liar, Cell("pooled", "messagepack", 2000, 2001)])).Sentences;
        Assert.StartsWith("pooled + messagepack carries the most", lines[0], StringComparison.Ordinal);
        Assert.Single(lines, l => l.Contains("per-call", StringComparison.Ordinal));
        Assert.Contains("Not ranked: per-call + json (invalid or unfinished).", lines);
    }

    [Fact]
    public void Without_a_trusted_cell_there_is_nothing_to_pick() =>
        Assert.Equal(["Nothing to pick: no cell has figures that can be trusted."], Advice(SampleRun.Complete([SampleRun.Cell("order", "pooled", "json", [SampleRun.Failed(1)])])).Sentences);

    [Fact]
    public void Searches_are_ranked_by_what_they_found()
    {
        IReadOnlyList<string> lines = Advice(SampleRun.Searched(rounds: 3)).Sentences;
        Assert.Equal(
            "multiplexed + json carries the most: 41,000 calls/s [39,800 to 42,300] under p99<5ms,errors<0.1%; next pooled + json, 2.1× off; with json, multiplexed carries 2.1× pooled.",
            lines[0]);
        Assert.DoesNotContain(lines, l => l.Contains("Lowest p99", StringComparison.Ordinal));
        Assert.StartsWith("One round: the intervals are those of one search each", Advice(SampleRun.Searched()).Sentences[^1], StringComparison.Ordinal);
        RunRecord none = SampleRun.Complete([.. SampleRun.Searched().Cells.Select(c => c with { Rounds = [SampleRun.NotFound(1)] })]);
        Assert.Equal("No rate was found that meets p99<5ms,errors<0.1%.", Advice(none).Sentences[0]);
    }

    [Fact]
    public void The_result_of_several_searches_is_one_phrase()
    {
        CellRecord found = SampleRun.Searched(rounds: 3).Cells[0];
        Assert.Equal("41,000 calls/s [39,800 to 42,300] meet p99<5ms,errors<0.1%, by 3 of 3 searches", SearchText.Of(found));
        Assert.Equal("p99<5ms,errors<0.1% can't be met at any rate, down to 10 calls/s", SearchText.Of(SampleRun.Searched(rounds: 3).Cells[2]));
        Assert.Equal("20,000 calls/s meet p99<5ms,errors<0.1%; 21,000 calls/s don't, as the load generator did not keep up", SearchText.Of(SampleRun.Searched().Cells[1]));
        Assert.Null(SearchText.Of(SampleRun.Matrix().Cells[0]));
    }

    [Fact]
    public void An_open_load_is_carried_or_not()
    {
        string first = Advice(SampleRun.Complete(
        [
            SampleRun.Cell("order", "pooled", "json", [SampleRun.Round(1, 700)], "open:1000"),
            SampleRun.Cell("order", "multiplexed", "json", [SampleRun.Round(1, 999)], "open:1000"),
        ])).Sentences[0];
        Assert.Equal("The offered 1,000 calls/s were not carried by pooled + json.", first);
    }

    [Fact]
    public void Each_scenario_and_load_has_its_own_advice()
    {
        RunRecord run = SampleRun.Complete(
        [
            SampleRun.Cell("order", "pooled", "json", [SampleRun.Round()]),
            SampleRun.Cell("echo", "pooled", "json", [SampleRun.Round()]),
            SampleRun.Cell("echo", "pooled", "json", [SampleRun.Round()], "open:1000"),
        ]);
        Assert.Equal(["order at closed:16", "echo at closed:16", "echo at open:1000"], WhatToPick.Of(run).Select(p => p.Title));
    }

    private static WhatToPick Advice(RunRecord run) => Assert.Single(WhatToPick.Of(run));

    private static CellRecord Cell(string transport, string codec, params double[] rates) =>
        SampleRun.Cell("order", transport, codec, [.. rates.Select((r, i) => SampleRun.Round(i + 1, r))]);
}
