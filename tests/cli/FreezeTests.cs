using Bench.Harness.Record;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>The stall that most load tools hide: 1 s in 10 s at a steady rate has a p95 of 0.5 s, a p99 of 0.9 s and a maximum of 1 s.</summary>
[Collection(ProcessTests.Name)]
public sealed class FreezeTests
{
    private static readonly string[] Load =
    [
        "--scenarios", "echo", "--transports", "multiplexed", "--codecs", "messagepack", "--load", "open:2000", "--duration", "10s", "--warmup", "1s", "--rounds", "1", "--json",
    ];

    [Fact]
    public async Task A_frozen_server_shows_in_the_response_times()
    {
        using var folder = new TemporaryFolder();
        await using Command server = Command.Start("rpcbench", "serve", "--endpoint", "127.0.0.1:0");
        string endpoint = (await server.FirstLine)["listening ".Length..];
        await using Command run = Command.Start("rpcbench", ["run", .. Load, "--endpoint", endpoint, "--out", folder.Path]);

        await FreezeAsync(await run.ChildAsync("worker"), server.Id);

        Command.Result result = await run.EndAsync();
        RoundRecord round = OneRound(result);
        AssertStalledForOneSecond(round);
        Assert.Equal(20_000, round.Counts.Ok);
        PauseInfo pause = round.ServerPauses!.MaxBy(p => p.DurationMs)!;
        Assert.InRange(pause.DurationMs, 900, 1_300);
        Assert.InRange(pause.AtMs, 0, 10_000);
        Assert.Null(pause.Server);
        Finding finding = Assert.Single(result.Record.Cells[0].Trust.Findings, f => f.Check == "server-pauses");
        Assert.Equal(Severity.Degraded, finding.Severity);
        Assert.Contains($"second {Math.Floor(pause.AtMs / 1000)} ", finding.Window!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frozen_load_worker_shows_in_the_response_times_and_is_named()
    {
        using var folder = new TemporaryFolder();
        await using Command run = Command.Start("rpcbench", ["run", .. Load, "--out", folder.Path]);

        int worker = await run.ChildAsync("worker");
        await FreezeAsync(worker, worker);

        Command.Result result = await run.EndAsync();
        RoundRecord round = OneRound(result);
        AssertStalledForOneSecond(round);
        Assert.Equal(20_000, round.Counts.Ok);
        Finding pause = Assert.Single(result.Record.Cells[0].Trust.Findings, f => f.Check == "generator-pauses");
        Assert.Equal(Severity.Degraded, pause.Severity);
        Assert.Contains(round.Pauses!, p => p.DurationMs is > 900 and < 1_300);
        Assert.DoesNotContain(round.ServerPauses ?? [], p => p.DurationMs > 900);
    }

    /// <summary>Stops a process for 1.0 s in the middle of the window, counted from the start of the worker.</summary>
    private static async Task FreezeAsync(int worker, int process)
    {
        Assert.True(worker > 0);
        await Task.Delay(TimeSpan.FromSeconds(6));
        await Command.SignalAsync(process, "STOP");
        await Task.Delay(TimeSpan.FromSeconds(1.0));
        await Command.SignalAsync(process, "CONT");
    }

    private static RoundRecord OneRound(Command.Result result)
    {
        Assert.True(result.ExitCode is 0, $"{result.ExitCode}: {result.Error}");
        return Assert.Single(Assert.Single(result.Record.Cells).Rounds);
    }

    private static void AssertStalledForOneSecond(RoundRecord round)
    {
        Percentiles<double> response = round.Latency!.Response!;
        Assert.InRange(response.P95Ns!.Value / 1e9, 0.45, 0.55);
        Assert.InRange(response.P99Ns!.Value / 1e9, 0.81, 0.99);
        Assert.InRange(response.MaxNs!.Value / 1e9, 0.90, 1.10);
    }
}
