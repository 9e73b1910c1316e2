using System.Diagnostics;
using System.Reflection;
using Bench.Cli;
using Bench.Harness.Record;
using Bench.Tests.Results;
using Bench.Tests.Support;
using Bench.Transports.Carriers;

namespace Bench.Tests.Cli;

/// <summary>Bare sockets from the command line, client and server in processes of their own.</summary>
[Collection(ProcessTests.Name)]
public sealed class FloorTests
{
    // What a process allocates now and then (timers, snapshots), spread over its calls. In an unoptimized build the state machines of waiting reads and writes are objects too.
    private static readonly double BytesNowAndThen =
        typeof(TcpCarrier).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true ? 600 : 16;

    [Fact]
    public async Task Every_strategy_has_its_floor_and_states_its_share()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync(
            "run", "--floor", "--scenarios", "echo-1k", "--transports", "per-call,pooled,multiplexed,multiplexed+unix", "--codecs", "messagepack", "--load", "closed:4",
            "--duration", "1s", "--warmup", "500ms", "--rounds", "1", "--json", "--out", folder.Path);

        Assert.True(result.ExitCode is ExitCode.Good or ExitCode.Untrusted, result.Error);
        Assert.Empty(PublishedSchema.Violations(result.Out));
        RunRecord run = result.Record;
        CellRecord[] floors = [.. run.Cells.Where(c => c.FloorOf is not null)];
        Assert.Equal(["floor-blocking", "floor-events", "floor-connect", "floor-connect-events", "floor-pipelined", "floor-pipelined+unix"], floors.Select(c => c.Transport).OrderBy(Order));
        foreach (CellRecord floor in floors)
        {
            RoundRecord round = Assert.Single(floor.Rounds);
            Assert.True(round.Failure is null, $"{floor.Id}: {round.Failure}");
            Assert.True(round.Counts.Ok > 0, floor.Id);
            Assert.Contains("sockets", floor.Setup, StringComparison.Ordinal);
            Assert.Equal(round.Counts.Scheduled, round.Counts.Ok);
            Assert.Equal(round.Counts.Ok, round.ServerHandled);
            Assert.Equal(round.Counts.Ok, round.RequestsSent);
            PayloadInfo sizes = Assert.Single(floor.Payloads!);
            Assert.Equal(Math.Round(sizes.RequestBytes), round.Wire!.BytesOutPerCall);
            Assert.Equal(Math.Round(sizes.ReplyBytes), round.Wire.BytesInPerCall);
            // Of a machine that is busy otherwise, which the floors are not to blame for, pauses are all that may be held against them.
            Assert.DoesNotContain(floor.Trust.Findings, f => f.Severity == Severity.Invalid && f.Check != "generator-pauses");
            Assert.DoesNotContain(floor.Trust.Findings, f => f.Check == "leftovers");
        }
        foreach (RoundRecord round in floors.Where(c => !c.Transport.StartsWith("floor-connect", StringComparison.Ordinal)).Select(c => c.Rounds[0]))
        {
            Assert.InRange(round.Client!.AllocatedBytesPerCall!.Value, 0, BytesNowAndThen);
            Assert.InRange(round.Server!.AllocatedBytesPerCall!.Value, 0, BytesNowAndThen);
        }
        if (run.Cells.All(c => c.Trust.Verdict != TrustVerdict.Invalid))
        {
            Assert.All(run.Cells.Where(c => c.FloorOf is null), c => Assert.True(c.FloorShare is { Throughput.Median: > 0 }, c.Id));
        }
        Assert.Equal(1, floors.Single(c => c.Transport == "floor-pipelined").Options.Connections);
        Assert.All(floors, c => Assert.Null(c.Options.HeartbeatMs));

        static int Order(string transport) => Array.IndexOf(["floor-blocking", "floor-events", "floor-connect", "floor-connect-events", "floor-pipelined", "floor-pipelined+unix"], transport);
    }

    [Fact]
    public async Task Over_open_loads_a_floor_is_absent_with_the_reason()
    {
        Command.Result result = await Command.RunAsync("run", "--scenarios", "echo", "--transports", "floor-pipelined,pooled", "--codecs", "json", "--load", "open:100", "--dry-run");

        Assert.Equal(ExitCode.Good, result.ExitCode);
        Assert.Contains("echo/floor-pipelined/json/open:100: 'floor-pipelined' is driven by closed loads without time to think alone", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--load", "open:100")]
    [InlineData("--transports", "pooled+tls")]
    public async Task A_plan_without_anything_that_has_a_floor_is_refused(params string[] with)
    {
        Command.Result result = await Command.RunAsync(["run", "--floor", "--dry-run", .. with]);

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains("floor is true, and no cell of the plan has a floor: there are floors of pooled, multiplexed, per-call over tcp, unix, under closed loads", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_one_process_it_runs_as_well()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync(
            "run", "--scenarios", "echo", "--transports", "floor-events,floor-connect,floor-connect-events", "--codecs", "json", "--load", "closed:2", "--count", "200", "--warmup", "50ms", "--rounds", "1", "--in-process", "--json",
            "--out", folder.Path);

        Assert.All(result.Record.Cells, c => Assert.Equal(200, c.Rounds[0].Counts.Ok));
        Assert.Equal(3, result.Record.Cells.Count);
    }
}
