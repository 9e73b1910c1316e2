using System.Net.Sockets;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Record;
using Bench.Impostors;
using Bench.Tests.Support;

namespace Bench.Tests.Cases;

/// <summary>Packets, ports, file handles and places in line run short: real processes, in a network namespace where the kernel has to be told.</summary>
[Collection(ProcessTests.Name)]
public sealed class ResourceCaseTests
{
    [Fact]
    public async Task Case27_with_one_packet_in_twenty_lost_no_call_is_and_the_tail_is_reported()
    {
        using var folder = new TemporaryFolder();
        await using NetworkNamespace network = await NetworkNamespace.CreateAsync();
        await network.RuleAsync("meta l4proto tcp numgen random mod 100 < 5 drop");
        await using Command run = network.Start(
            "rpcbench", "run", "--scenarios", "echo", "--transports", "multiplexed,pooled", "--codecs", "messagepack", "--load", "closed:8",
            "--count", "800", "--warmup", "100ms", "--rounds", "1", "--deadline", "60s", "--heartbeat", "20s", "--json", "--out", folder.Path);

        Command.Result result = await run.EndAsync();

        Assert.True(result.ExitCode is 0 or 3, result.Error);
        Assert.Equal(2, result.Record.Cells.Count);
        Assert.All(result.Record.Cells.Select(c => Assert.Single(c.Rounds)), round =>
        {
            Assert.Null(round.Failure);
            Assert.Equal((800, 800), (round.Counts.Started, round.Counts.Ok));
            Assert.Equal(800, round.ServerHandled);
            // A lost packet is sent again after 200 ms, or later.
            Assert.InRange(round.Latency!.Response!.MaxNs!.Value / 1e6, 150, 60_000);
        });
    }

    [Fact]
    public async Task Case38_connections_without_a_free_port_are_port_exhausted_and_no_error_of_the_server()
    {
        using var folder = new TemporaryFolder();
        await using NetworkNamespace network = await NetworkNamespace.CreateAsync();
        await network.SetAsync("net.ipv4.ip_local_port_range", "41000 41015");
        await using Command run = network.Start(
            "rpcbench", "run", "--scenarios", "echo", "--transports", "per-call", "--codecs", "messagepack", "--load", "closed:32",
            "--duration", "3s", "--warmup", "100ms", "--rounds", "1", "--json", "--out", folder.Path);

        Command.Result result = await run.EndAsync();

        Assert.True(result.ExitCode is 0 or 3, result.Error);
        RoundRecord round = Assert.Single(Assert.Single(result.Record.Cells).Rounds);
        Assert.True(round.Counts.Ok > 0, result.Error);
        Assert.Equal(["port-exhausted"], round.Errors.Keys);
        Assert.Contains("no free local port", round.ErrorMessages!["port-exhausted"], StringComparison.Ordinal);
        Assert.Contains("net.ipv4.ip_local_port_range", round.ErrorMessages["port-exhausted"], StringComparison.Ordinal);
        Assert.Equal(round.Counts.Started, round.Counts.Ok + round.Counts.Error);
    }

    [Fact]
    public async Task Case39_a_client_without_file_handles_says_so_and_is_measured_to_the_end()
    {
        using var folder = new TemporaryFolder();
        await using LingerServer server = await LingerServer.StartAsync();
        await using var run = Command.StartWithHandles(
            200, "impostors", "run", "--endpoint", server.Endpoint.ToString(), "--scenarios", "linger",
            "--transports", "multiplexed", "--codecs", "messagepack", "--connections", "400", "--load", "closed:400", "--count", "4000", "--warmup", "100ms",
            "--rounds", "1", "--json", "--out", folder.Path);

        Command.Result result = await run.EndAsync();

        Assert.True(result.ExitCode is 0 or 3, result.Error);
        RoundRecord round = Assert.Single(Assert.Single(result.Record.Cells).Rounds);
        Assert.Null(round.Failure);
        Assert.True(round.Counts.Ok > 0, result.Error);
        Assert.Equal(["connect-failed"], round.Errors.Keys);
        Assert.Contains("too many open files", round.ErrorMessages!["connect-failed"], StringComparison.Ordinal);
        Assert.Contains("ulimit -n", round.ErrorMessages["connect-failed"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case39_a_server_without_file_handles_turns_connections_away_and_accepts_again_later()
    {
        using var unobserved = Unobserved.Watch();
        await using LingerServer server = await LingerServer.StartAsync(handles: 256);
        await using RpcClient early = server.Client("multiplexed", new ClientOptions { Connections = 1 });
        Assert.True((await early.LingerAsync(new Lingering())).IsOk);

        Socket[] crowd = [.. Enumerable.Range(0, 300).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp))];
        await Task.WhenAll(crowd.Select(s => s.ConnectAsync(server.Endpoint.Host, server.Endpoint.Port)));
        await Eventually.HoldsAsync(() => crowd.Count(IsClosed) >= 300 - 256, "those beyond the limit are turned away");
        Assert.True((await early.LingerAsync(new Lingering())).IsOk);
        Assert.InRange(crowd.Count(s => !IsClosed(s)), 1, 256);
        Array.ForEach(crowd, s => s.Dispose());

        await using RpcClient late = server.Client("multiplexed", new ClientOptions { Connections = 4 });
        await Eventually.HoldsAsync(async () => (await late.LingerAsync(new Lingering())).IsOk, "there is room again");
        await server.SignalAsync("TERM");
        Assert.Equal(0, await server.EndAsync());
    }

    [Fact]
    public async Task Case40_with_no_place_in_line_connections_fail_and_are_told_from_calls_that_were_not_answered()
    {
        using var unobserved = Unobserved.Watch();
        await using NetworkNamespace network = await NetworkNamespace.CreateAsync();
        await network.SetAsync("net.core.somaxconn", "2");
        await using LingerServer server = await LingerServer.StartAsync(network: network);
        await using RpcClient client = server.Client("per-call", new ClientOptions { Deadline = TimeSpan.FromSeconds(2) });
        Assert.True((await client.LingerAsync(new Lingering())).IsOk);

        await server.SignalAsync("STOP");
        CallOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => client.LingerAsync(new Lingering()))).WaitAsync(TimeSpan.FromSeconds(60));
        await server.SignalAsync("CONT");

        // A backlog of 2 takes 3.
        Assert.Equal(3, outcomes.Count(o => o.Kind == OutcomeKind.Timeout));
        CallOutcome[] unconnected = [.. outcomes.Where(o => o.Error == ErrorKind.ConnectFailed)];
        Assert.Equal(9, unconnected.Length);
        Assert.All(unconnected, o => Assert.Contains($"{server.Endpoint} did not accept a connection within 2 s", o.Message, StringComparison.Ordinal));
        Assert.All(unconnected, o => Assert.True(o.IsUnsent));
        await Eventually.HoldsAsync(async () => (await client.LingerAsync(new Lingering())).IsOk, "the server answers again");
        await server.SignalAsync("TERM");
        Assert.Equal(0, await server.EndAsync());
    }

    private static bool IsClosed(Socket socket) => socket.Poll(0, SelectMode.SelectRead);
}
