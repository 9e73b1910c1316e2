using Bench.Cli;
using Bench.Harness.Record;
using Bench.Tests.Results;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>Whole stacks from the command line, client and server in processes of their own.</summary>
[Collection(ProcessTests.Name)]
public sealed class StackTests
{
    private const string All = "http1,http1-per-call,http2,grpc,grpc-native,streamjsonrpc";
    private const int Calls = 1_000;
    private const int Workers = 4;

    [Theory]
    [InlineData("")]
    [InlineData("+unix")]
    [InlineData("+tls")]
    public async Task Every_stack_is_measured_like_every_other_transport(string carrier)
    {
        RunRecord run = await RunAsync(
            "--transports", string.Join(',', All.Split(',').Select(s => s + carrier)), "--codecs", "protobuf,nerdbank", "--load", $"closed:{Workers}", "--count", $"{Calls}");

        Assert.Equal(
            ["grpc", "grpc", "grpc-native", "http1", "http1", "http1-per-call", "http1-per-call", "http2", "http2", "streamjsonrpc"],
            run.Cells.Select(c => c.Transport[..^carrier.Length]).Order(StringComparer.Ordinal));
        Assert.Equal([$"echo-1k/grpc-native{carrier}/nerdbank/closed:4", $"echo-1k/streamjsonrpc{carrier}/protobuf/closed:4"], run.Absent!.Select(a => a.Id).Order(StringComparer.Ordinal));
        foreach (CellRecord cell in run.Cells)
        {
            RoundRecord round = Assert.Single(cell.Rounds);
            Assert.True(round.Failure is null, $"{cell.Id}: {round.Failure}");
            Assert.Equal(Calls, round.Counts.Ok);
            Assert.Equal(Calls, round.ServerHandled);
            Assert.Equal(Calls, round.RequestsSent);
            Assert.True(round.Client is { CpuNsPerCall: > 0, AllocatedBytesPerCall: > 0 } && round.Server is { CpuNsPerCall: > 0, AllocatedBytesPerCall: > 0 }, cell.Id);
            PayloadInfo sizes = Assert.Single(cell.Payloads!);
            Assert.InRange(round.Wire!.BytesOutPerCall!.Value, sizes.RequestBytes, sizes.RequestBytes + 5_000);
            Assert.InRange(round.Wire.BytesInPerCall!.Value, sizes.ReplyBytes, sizes.ReplyBytes + 5_000);
            // Those of the last calls of the warm-up may be open still.
            (double least, double most) = cell.Transport[..^carrier.Length] switch
            {
                "http1" => (Workers, Workers),
                "http1-per-call" => (Calls, Calls + (2 * Workers)),
                _ => (1, 1),
            };
            Assert.InRange(round.Connections!.Opened!.Value, least, most);
            Assert.True(round.Connections.HandshakeP50Ns > 0, cell.Id);
            Assert.False(string.IsNullOrWhiteSpace(cell.Setup), cell.Id);
            Assert.DoesNotContain(cell.Trust.Findings, f => f.Severity == Severity.Invalid && f.Check != "generator-pauses");
            Assert.DoesNotContain(cell.Trust.Findings, f => f.Check == "leftovers");
        }
    }

    [Fact]
    public async Task In_one_process_they_run_as_well()
    {
        RunRecord run = await RunAsync("--transports", All, "--codecs", "protobuf,messagepack", "--load", "closed:2", "--count", "100", "--in-process");

        Assert.Equal(10, run.Cells.Count);
        Assert.All(run.Cells, c => Assert.Equal(100, c.Rounds[0].Counts.Ok));
    }

    [Fact]
    public async Task Calls_to_a_killed_server_are_accounted_for_and_those_to_another_one_are_answered()
    {
        RunRecord run = await RunAsync(
            "--transports", "http1,http2,grpc,streamjsonrpc", "--codecs", "messagepack", "--load", "open:200", "--duration", "4s", "--faults", "at 1s kill provider 1", "--faults", "at 1500ms restart provider 1");

        Assert.Equal(4, run.Cells.Count);
        foreach (CellRecord cell in run.Cells)
        {
            RoundRecord round = Assert.Single(cell.Rounds);
            Assert.True(round.Failure is null, $"{cell.Id}: {round.Failure}");
            Assert.Equal(round.Counts.Started, round.Counts.Ok + round.Counts.Error + round.Counts.Timeout + round.Counts.Cancelled);
            // Those under way when it dies were due before.
            Assert.InRange(round.Timeline![0].Failed, 0, 20);
            Assert.True(round.Counts.Error > 0, cell.Id);
            Assert.All(round.Errors.Keys, kind => Assert.True(kind is "connect-failed" or "connection-lost", kind));
            Assert.Equal(0, round.Timeline[^1].Failed);
            Assert.True(round.Connections!.Reconnects > 0, cell.Id);
        }
    }

    [Fact]
    public async Task With_a_server_of_somebody_else_they_are_absent_with_the_reason()
    {
        Command.Result result = await Command.RunAsync("run", "--scenarios", "echo", "--transports", "grpc,pooled", "--codecs", "protobuf", "--endpoint", "127.0.0.1:1", "--dry-run");

        Assert.Equal(ExitCode.Good, result.ExitCode);
        Assert.Contains("the transport 'grpc' is measured with servers that the run starts itself: leave out --endpoint", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grpcc", "multiplexed, http1, http1-per-call, http2, grpc, grpc-native, streamjsonrpc")]
    [InlineData("grpc+memory", "'grpc' does not run over the carrier 'memory'. Known: grpc, grpc+unix, grpc+tls.")]
    public async Task A_wrong_name_lists_the_right_ones(string transport, string words)
    {
        Command.Result result = await Command.RunAsync("run", "--transports", transport, "--dry-run");

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    private static async Task<RunRecord> RunAsync(params string[] options)
    {
        using var folder = new TemporaryFolder();
        Command.Result result = await Command.RunAsync(["run", "--scenarios", "echo-1k", "--warmup", "200ms", "--rounds", "1", .. options, "--json", "--out", folder.Path]);
        Assert.True(result.ExitCode is ExitCode.Good or ExitCode.Untrusted, result.Error);
        Assert.Empty(PublishedSchema.Violations(result.Out));
        return result.Record;
    }
}
