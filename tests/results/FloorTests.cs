using Bench.Cli.Terminal;
using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Results.Comparisons;
using Bench.Results.Floors;
using Bench.Results.Gates;
using Bench.Results.Recommendations;
using Bench.Results.Reports;
using Spectre.Console;

namespace Bench.Tests.Results;

/// <summary>Bare sockets in records: what share of them others reach, and that they themselves are no candidates.</summary>
public sealed class FloorTests
{
    private static readonly RunRecord Run = SampleRun.Floored();

    [Fact]
    public void Each_cell_states_its_share_of_the_best_floor_over_its_carrier()
    {
        Assert.Equal(
            [
                ("order/pooled/json/closed:16", "order/floor-events/json/closed:16", 0.625),
                ("order/multiplexed/json/closed:16", "order/floor-pipelined/json/closed:16", 0.5),
                ("order/multiplexed+unix/json/closed:16", "order/floor-pipelined+unix/json/closed:16", 0.6),
            ],
            Run.Cells.Where(c => c.FloorShare is not null).Select(c => (c.Id, c.FloorShare!.Floor, Math.Round(c.FloorShare.Throughput.Median, 6))));
    }

    [Fact]
    public void A_share_is_that_of_launches_of_the_same_round()
    {
        // The machine was half as fast in the second round, for both alike.
        CellRecord[] cells =
        [
            Cell("multiplexed", null, (1, 500), (2, 250), (3, 500)),
            Cell("floor-pipelined", "multiplexed", (1, 1000), (2, 500), (4, 90_000)),
        ];

        FloorShare share = SampleRun.Complete(cells).Cells[0].FloorShare!;

        Assert.Equal(new Estimate(0.5, 0.5, 0.5, "log-t"), share.Throughput);
    }

    [Fact]
    public void Invalid_cells_have_no_share_and_are_nobodys_floor()
    {
        CellRecord sound = Cell("multiplexed", null, (1, 500));
        CellRecord floor = Cell("floor-pipelined", "multiplexed", (1, 1000));

        Assert.Null(SampleRun.Complete([Broken(sound), floor]).Cells[0].FloorShare);
        Assert.Null(SampleRun.Complete([sound, Broken(floor)]).Cells[0].FloorShare);
        Assert.NotNull(SampleRun.Complete([sound, floor]).Cells[0].FloorShare);

        static CellRecord Broken(CellRecord cell) => cell with { Rounds = [.. cell.Rounds.Select(r => r with { Counts = r.Counts with { Ok = 1 } })] };
    }

    [Fact]
    public void Other_loads_codecs_scenarios_links_and_variants_are_no_floor()
    {
        CellRecord cell = Cell("multiplexed", null, (1, 500));
        CellRecord floor = Cell("floor-pipelined", "multiplexed", (1, 1000));
        CellRecord[] others =
        [
            floor with { Load = floor.Load with { Text = "closed:4" } }, floor with { Codec = "messagepack" }, floor with { Scenario = "echo" },
            floor with { Link = "wan" }, floor with { Variant = "other" }, floor with { FloorOf = "pooled" },
        ];

        Assert.All(others, other => Assert.Null(SampleRun.Complete([cell, other]).Cells[0].FloorShare));
    }

    [Theory]
    [InlineData("md")]
    [InlineData("html")]
    public void Reports_show_the_shares_and_mark_the_floors(string format)
    {
        string text = SampleRun.Render(new PlugCatalog(typeof(IReport).Assembly).Find<IReport>("report", format), Run);
        Golden.Matches(
            $"tests/results/golden/floored.{format}",
            format == "md" ? Between(text, "## order at closed:16", "## Payload sizes") : Between(text, "<section id=\"matrix\"", "<section id=\"intervals\""));
    }

    [Fact]
    public void The_page_has_the_intervals_of_the_shares_and_ranks_no_floor()
    {
        CellRecord[] cells = [Cell("multiplexed", null, (1, 500), (2, 560)), Cell("pooled", null, (1, 300), (2, 300)), Cell("floor-pipelined", "multiplexed", (1, 1000), (2, 1000))];
        string text = SampleRun.Render(new HtmlReport(), SampleRun.Complete(cells));

        Assert.Contains("<tr><th scope=\"row\">Share of its throughput</th><td>53.0 %<small>25.8 % to 109 %</small></td><td>–</td><td>floor</td></tr>", text, StringComparison.Ordinal);
        Assert.Contains(
            "floor-pipelined + json<span class=\"tag is-floor\">floor</span></th><td class=\"left\"><small>not ranked</small></td><td>1.00 k/s</td>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_terminal_shows_them_even_where_it_is_narrow()
    {
        using StringWriter text = new(System.Globalization.CultureInfo.InvariantCulture);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = 80;

        RunTables.Write(Run, console, 80);

        Golden.Matches("tests/results/golden/floored.terminal.txt", Between(text.ToString(), "order at closed:16", "What to pick"));
    }

    [Fact]
    public void What_to_pick_knows_no_floor()
    {
        Assert.DoesNotContain("floor", string.Concat(WhatToPick.Of(Run).SelectMany(p => p.Sentences)), StringComparison.Ordinal);
        Assert.Equal(
            ["Nothing to pick: floors are no candidates."], Assert.Single(WhatToPick.Of(SampleRun.Complete([Cell("floor-pipelined", "multiplexed", (1, 1000))]))).Sentences);
    }

    [Fact]
    public void No_floor_is_recommended_or_passed_over()
    {
        Recommendation found = Assert.Single(Recommendation.Of(Run, new RecommendationTerms { P99Ns = 1e9 }));

        Assert.NotEmpty(found.Candidates);
        Assert.DoesNotContain(found.Candidates.Select(c => c.Id).Concat(found.PassedOver.Select(p => p.Id)), id => id.Contains("floor", StringComparison.Ordinal));
        Assert.Throws<RecommendationException>(() => Recommendation.Of(Run with { Cells = [.. Run.Cells.Where(c => c.IsFloor())] }, new RecommendationTerms { P99Ns = 1e9 }));
    }

    [Fact]
    public void No_threshold_and_no_gate_looks_at_a_floor()
    {
        RunRecord gone = Run.WithoutFloors();
        var rules = GateRules.Of(new GatePolicy { Budgets = ["throughput<1000000"] });

        GateReport report = Gate.Of(new NamedRun("baseline", Run), new NamedRun("candidate", gone), rules, new GateMeasurement());

        Assert.Equal(8, Run.Cells.Count);
        Assert.Equal(4, gone.Cells.Count);
        Assert.Equal(gone.Cells.Select(c => c.Id), Threshold.Evaluate([Threshold.Parse("p99>1ns")], Run).Select(r => r.CellId));
        Assert.DoesNotContain(report.Unpaired, u => u.Id.Contains("floor", StringComparison.Ordinal));
        Assert.Equal(4, report.Budgets.Count);
        Assert.DoesNotContain(
            CellPairs.Along([new NamedRun("run", Run)], ComparisonAxis.Find("transport")!).Pairs, p => p.Other.IsFloor() || p.Reference.IsFloor());
    }

    [Theory]
    [InlineData("github")]
    [InlineData("bmf")]
    [InlineData("benchstat")]
    public void Tools_that_watch_figures_get_none_of_a_floor(string format) =>
        Assert.DoesNotContain("floor", SampleRun.Render(new PlugCatalog(typeof(IReport).Assembly).Find<IReport>("report", format), Run), StringComparison.Ordinal);

    private static CellRecord Cell(string transport, string? floorOf, params (int Round, double Rate)[] rounds) =>
        SampleRun.Cell("order", transport, "json", [.. rounds.Select(r => SampleRun.Round(r.Round, r.Rate))]) with { FloorOf = floorOf };

    private static string Between(string text, string from, string to)
    {
        int start = text.IndexOf(from, StringComparison.Ordinal);
        return text[start..text.IndexOf(to, start, StringComparison.Ordinal)];
    }
}
