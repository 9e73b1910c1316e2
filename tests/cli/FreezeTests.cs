using Bench.Harness.Record;
using Bench.Harness.Time;
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

        (double Least, double Most) stall = await FreezeAsync(await run.ChildAsync("worker"), server.Id);

        Command.Result result = await run.EndAsync();
        RoundRecord round = OneRound(result);
        AssertStalled(round, stall);
        Assert.Equal(20_000, round.Counts.Ok);
        PauseInfo pause = round.ServerPauses!.MaxBy(p => p.DurationMs)!;
        Assert.InRange(pause.DurationMs, 900, (stall.Most * 1_000) + 300);
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
        (double Least, double Most) stall = await FreezeAsync(worker, worker);

        Command.Result result = await run.EndAsync();
        RoundRecord round = OneRound(result);
        AssertStalled(round, stall);
        Assert.Equal(20_000, round.Counts.Ok);
        Finding pause = Assert.Single(result.Record.Cells[0].Trust.Findings, f => f.Check == "generator-pauses");
        Assert.Equal(Severity.Degraded, pause.Severity);
        Assert.Contains(round.Pauses!, p => p.DurationMs > 900 && p.DurationMs < (stall.Most * 1_000) + 300);
        Assert.DoesNotContain(round.ServerPauses ?? [], p => p.DurationMs > 900);
    }

    /// <summary>Stops a process for 1.0 s in the middle of the window, counted from the start of the worker.</summary>
    /// <returns>How long it stood still, s: at least and at most, as signals take their time on a busy machine.</returns>
    private static async Task<(double Least, double Most)> FreezeAsync(int worker, int process)
    {
        Assert.True(worker > 0);
        await Task.Delay(TimeSpan.FromSeconds(6));
        long beforeStop = Clock.System.NowNs;
        await Command.SignalAsync(process, "STOP");
        long afterStop = Clock.System.NowNs;
        await Task.Delay(TimeSpan.FromSeconds(1.0));
        long beforeGoingOn = Clock.System.NowNs;
        await Command.SignalAsync(process, "CONT");
        return ((beforeGoingOn - afterStop) / 1e9, (Clock.System.NowNs - beforeStop) / 1e9);
    }

    private static RoundRecord OneRound(Command.Result result)
    {
        Assert.True(result.ExitCode is 0, $"{result.ExitCode}: {result.Error}");
        return Assert.Single(Assert.Single(result.Record.Cells).Rounds);
    }

    /// <summary>Calls due in the stall waited evenly from its whole length down to nothing, and they are a tenth of all: so are the percentiles.</summary>
    private static void AssertStalled(RoundRecord round, (double Least, double Most) stall)
    {
        Percentiles<double> response = round.Latency!.Response!;
        foreach ((double? ns, double fromTheTop) in ((double?, double)[])[(response.P95Ns, 0.5), (response.P99Ns, 0.1), (response.MaxNs, 0)])
        {
            Assert.InRange(ns!.Value / 1e9, (stall.Least - fromTheTop) * 0.9, (stall.Most - fromTheTop) * 1.1);
        }
    }
}
