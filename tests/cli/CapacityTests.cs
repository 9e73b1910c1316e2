using Bench.Harness.Load;
using Bench.Harness.Record;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>Searches for capacity by the real command.</summary>
[Collection(ProcessTests.Name)]
public sealed class CapacityTests
{
    private static string[] Small(string load, string folder, params string[] more) =>
    [
        "run", "--scenarios", "echo", "--transports", "multiplexed", "--codecs", "messagepack", "--load", load, "--warmup", "50ms", "--rounds", "1", "--out", folder, .. more,
    ];

    [Fact]
    public async Task A_search_finds_what_a_narrow_link_carries()
    {
        using var folder = new TemporaryFolder();

        // A call of echo is about 90 bytes one way: beyond some 1,400 a second they queue before the link, longer the longer it goes on.
        Command.Result result = await Command.RunAsync(Small(
            "capacity:p50<100ms,errors<50%", folder.Path, "--duration", "300ms", "--deadline", "300ms", "--link", "bandwidth=1mbit", "--fail-if", "capacity<50", "--json"));

        Assert.True(result.ExitCode == 0, result.Error);
        CellRecord cell = Assert.Single(result.Record.Cells);
        RoundRecord round = Assert.Single(cell.Rounds);
        SearchRecord search = round.Search!;
        Assert.Equal((SearchOutcome.Confirmed, "p50<100ms,errors<50%"), (search.Outcome, search.Objective));
        Assert.InRange(search.ConfirmedPerSecond!.Value, 50, 4_000);
        Assert.True(search.NotMetPerSecond > search.ConfirmedPerSecond);
        Assert.Equal(search.ConfirmedPerSecond, round.CapacityPerSecond);
        Assert.Equal((search.ConfirmedPerSecond, search.ConfirmedPerSecond, search.NotMetPerSecond, "bracket"), Parts(cell.Summary!.CapacityPerSecond!.Value));

        // The figures are those of the window that confirmed it.
        SearchStep confirming = search.Trail.Last(s => s.Met && s.RatePerSecond == search.ConfirmedPerSecond && s.Stage is SearchStage.Confirm or SearchStage.Exceed);
        Assert.Equal(600, confirming.WindowMs);
        Assert.Equal(confirming.Parts[0].Value, round.Latency!.Response!.P50Ns);
        Assert.InRange(round.WindowMs, 599, 650);
        Assert.InRange(search.Trail.Count, 5, CapacitySearch.MaxProbes);

        Command.Result report = await Command.RunAsync("report", folder.Path, "--format", "md");
        Assert.Equal(0, report.ExitCode);
        Assert.Contains("## Search: echo/multiplexed/messagepack/capacity:p50&lt;100ms", await File.ReadAllTextAsync(folder.File("report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_objective_that_no_rate_meets_is_said_so_everywhere()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync(Small("capacity:p50<1us", folder.Path, "--duration", "300ms"));

        const string Said = "p50<1us can't be met at any rate, down to 10 calls/s";
        Assert.True(result.ExitCode is 0 or 3, result.Error);
        Assert.Contains($"rpcbench: echo/multiplexed/messagepack/capacity:p50<1us: {Said}", result.Error, StringComparison.Ordinal);
        Assert.Contains($"- multiplexed + messagepack: {Said}", result.Out, StringComparison.Ordinal);
        Assert.Contains(Said.Replace("<", "&lt;", StringComparison.Ordinal), await File.ReadAllTextAsync(folder.File("report.md")), StringComparison.Ordinal);
        Assert.Contains("p50&lt;1us can&#39;t be met at any rate", await File.ReadAllTextAsync(folder.File("report.html")), StringComparison.Ordinal);
        Assert.Contains("\"outcome\": \"neverMet\"", await File.ReadAllTextAsync(folder.File("run.json")), StringComparison.Ordinal);
        Assert.DoesNotContain("\"throughputPerSecond\"", await File.ReadAllTextAsync(folder.File("run.json")), StringComparison.Ordinal);
        Assert.Contains("bracket 1,000 calls/s  not met: p50<1us was ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_of_a_server_that_is_not_there_ends_soon_with_exit_code_4()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync(Small("capacity:p99<5ms", folder.Path, "--endpoint", "127.0.0.1:1"));

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("nothing listens at 127.0.0.1:1", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.Error.Split('\n').Count(l => l.Contains("  not met: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_dry_run_says_how_long_a_search_takes_at_most()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync(Small("capacity:p99<5ms,errors<0.1%", folder.Path, "--duration", "1s", "--dry-run"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("echo/multiplexed/messagepack/capacity:p99<5ms,errors<0.1%", result.Out, StringComparison.Ordinal);
        // 25 launches of 1.35 s, and 31 s of windows.
        Assert.Contains("1 cells × 1 rounds: at most about 65 s", result.Out, StringComparison.Ordinal);
    }

    private static (double?, double?, double?, string?) Parts(Estimate estimate) => (estimate.Median, estimate.Low, estimate.High, estimate.Method);
}
