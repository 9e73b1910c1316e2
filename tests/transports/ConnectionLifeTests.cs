using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Time;
using Bench.Harness.Wire;
using Bench.Tests.Support;

namespace Bench.Tests.Transports;

/// <summary>How long-lived connections are shared, watched, closed and replaced.</summary>
public sealed class ConnectionLifeTests
{
    [Fact]
    public async Task Case33_an_exhausted_pool_names_limit_wait_and_remedy()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client("pooled", new ClientOptions { Pool = 1, PoolWait = TimeSpan.FromMilliseconds(100) });
        using var giveUp = new CancellationTokenSource();
        // To connect counts as waiting, and takes long on a busy machine.
        await client.OpenAllAsync();
        Task<CallOutcome> hanging = OutcomeAsync(client, new ProbeRequest(1, null, "hang"), giveUp.Token);
        await EventuallyAsync(() => host.Server.Handled == 1);

        CallOutcome waited = await OutcomeAsync(client, new ProbeRequest(2));
        await giveUp.CancelAsync();

        Assert.Equal(ErrorKind.PoolExhausted, waited.Error);
        Assert.Contains("100 ms", waited.Message, StringComparison.Ordinal);
        Assert.Contains("all 1 of the pool", waited.Message, StringComparison.Ordinal);
        Assert.Contains("--pool", waited.Message, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Cancelled, (await hanging).Kind);
        Assert.True((await OutcomeAsync(client, new ProbeRequest(3))).IsOk);
    }

    [Fact]
    public async Task A_pool_opens_no_more_connections_than_its_size_and_times_the_waiting()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client("pooled", new ClientOptions { Pool = 3 });
        ConnectionTotals start = client.Statistics.StartWindow(Clock.System.NowNs);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => OutcomeAsync(client, new ProbeRequest(i, null, "yield"))));

        ConnectionWindow window = client.Statistics.EndWindow(start);
        Assert.InRange(window.Opened, 1, 3);
        Assert.Equal(40, window.Sent);
        Assert.True(window.WaitP99Ns > 0);
        Assert.True(window.HandshakeP50Ns > 0);
    }

    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task First_calls_from_many_threads_open_no_connection_too_many(string strategy)
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        for (int i = 0; i < 500; i++)
        {
            await using RpcClient client = host.Client(strategy, new ClientOptions { Connections = 1, Pool = 1 });
            ConnectionTotals start = client.Statistics.StartWindow(Clock.System.NowNs);
            using var together = new Barrier(4);

            CallOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Factory.StartNew(
                async () =>
                {
                    together.SignalAndWait();
                    // They meet the connection before, while and after it is opened.
                    Thread.SpinWait(n * i);
                    return await OutcomeAsync(client, new ProbeRequest(n));
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

            Assert.All(outcomes, o => Assert.True(o.IsOk, o.Message));
            Assert.Equal(1, client.Statistics.EndWindow(start).Opened);
        }
    }

    [Fact]
    public async Task An_unused_pooled_connection_is_closed()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client("pooled", new ClientOptions { PoolIdle = TimeSpan.FromMilliseconds(50), Deadline = TimeSpan.FromSeconds(1) });

        Assert.True((await OutcomeAsync(client, new ProbeRequest(1))).IsOk);

        await EventuallyAsync(() => host.Server.Connections == 0);
        Assert.True((await OutcomeAsync(client, new ProbeRequest(2))).IsOk);
    }

    [Fact]
    public async Task A_pooled_connection_past_its_lifetime_is_closed_and_not_counted_as_broken()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client("pooled", new ClientOptions { Pool = 1, PoolLifetime = TimeSpan.FromMilliseconds(1) });
        ConnectionTotals start = client.Statistics.StartWindow(Clock.System.NowNs);

        for (int i = 0; i < 4; i++)
        {
            await Task.Delay(5);
            Assert.True((await OutcomeAsync(client, new ProbeRequest(i))).IsOk);
        }

        ConnectionWindow window = client.Statistics.EndWindow(start);
        Assert.True(window.Opened > 1);
        Assert.Equal(0, window.Reconnects);
    }

    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task Heartbeats_keep_a_quiet_connection(string strategy)
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        // More answers than may be missed, and misses enough for half a second in which the machine does something else.
        await using RpcClient client = host.Client(strategy, new ClientOptions { Connections = 1, Pool = 1, Heartbeat = TimeSpan.FromMilliseconds(50), HeartbeatMisses = 20 });
        ConnectionTotals start = client.Statistics.StartWindow(Clock.System.NowNs);
        Assert.True((await OutcomeAsync(client, new ProbeRequest(1))).IsOk);
        long before = client.Statistics.Wire.BytesIn;

        await EventuallyAsync(() => client.Statistics.Wire.BytesIn >= before + (25 * FrameHeader.Size));

        Assert.True((await OutcomeAsync(client, new ProbeRequest(2))).IsOk);
        Assert.Equal(1, client.Statistics.EndWindow(start).Opened);
    }

    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task A_peer_that_leaves_heartbeats_unanswered_is_dead(string strategy)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var endpoint = new Endpoint("tcp", "127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port);
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client(strategy, new ClientOptions { Heartbeat = TimeSpan.FromMilliseconds(50) }, endpoint: endpoint);

        CallOutcome outcome = await OutcomeAsync(client, new ProbeRequest(1));

        Assert.Equal(ErrorKind.ConnectionLost, outcome.Error);
        Assert.Contains("3 heartbeats unanswered", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task A_broken_connection_is_replaced_and_counted(string strategy)
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client(strategy, new ClientOptions { Connections = 1, Pool = 1 });
        Assert.True((await OutcomeAsync(client, new ProbeRequest(1))).IsOk);
        ConnectionTotals start = client.Statistics.StartWindow(Clock.System.NowNs);

        await host.Server.DisposeAsync();
        await host.RestartAsync(host.Server.Endpoint);
        await EventuallyAsync(async () => (await OutcomeAsync(client, new ProbeRequest(2))).IsOk);

        Assert.Equal(1, client.Statistics.EndWindow(start).Reconnects);
    }

    /// <summary>A caller that learns of the end of a connection before its strategy is told opens the next one, which is counted for what it is.</summary>
    [Theory]
    [InlineData("multiplexed")]
    [InlineData("pooled")]
    public async Task A_connection_opened_while_another_one_ends_takes_its_place(string strategy)
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        var slow = new SlowAbortCarrier(host.Carrier);
        await using RpcClient client = host.Client(strategy, new ClientOptions { Connections = 1 }, carrier: slow);
        Assert.True((await OutcomeAsync(client, new ProbeRequest(1))).IsOk);
        ConnectionTotals start = client.Statistics.StartWindow(Clock.System.NowNs);

        slow.Break();
        await slow.Aborting.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True((await OutcomeAsync(client, new ProbeRequest(2))).IsOk);
        slow.GoOn.Set();

        ConnectionWindow window = client.Statistics.EndWindow(start);
        Assert.Equal(1, window.Reconnects);
        Assert.Equal(1, window.Peak);
    }

    [Fact]
    public async Task The_limit_of_calls_in_flight_on_a_connection_is_an_outcome()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client("multiplexed", new ClientOptions { Connections = 1, Limits = new WireLimits { MaxInFlight = 2 } });
        Task<CallOutcome>[] held = [.. Enumerable.Range(0, 2).Select(i => OutcomeAsync(client, new ProbeRequest(i, null, "hold")))];
        await EventuallyAsync(() => host.Server.Handled == 2);

        CallOutcome third = await OutcomeAsync(client, new ProbeRequest(3));
        host.Service.Held.SetResult();

        Assert.Equal(ErrorKind.Overloaded, third.Error);
        Assert.All(await Task.WhenAll(held), o => Assert.True(o.IsOk));
    }

    [Fact]
    public async Task Case30_unix_socket_files_stale_missing_and_occupied()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("s.sock");
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + ".kept");
        }
        File.Move(path + ".kept", path);
        await using ProbeHost host = await ProbeHost.StartAsync("unix");
        var endpoint = new Endpoint("unix", path);

        await host.Server.DisposeAsync();
        await host.RestartAsync(endpoint);
        await using RpcClient client = host.Client("pooled");
        Assert.True((await OutcomeAsync(client, new ProbeRequest(1))).IsOk);

        ConnectException occupied = await Assert.ThrowsAsync<ConnectException>(async () => await host.Carrier.ListenAsync(endpoint, CancellationToken.None));
        Assert.Contains("in use", occupied.Message, StringComparison.Ordinal);
        ConnectException missing = await Assert.ThrowsAsync<ConnectException>(
            async () => await host.Carrier.ConnectAsync(new Endpoint("unix", folder.File("none.sock")), new WireCounter(), CancellationToken.None));
        Assert.Contains("there is no socket file", missing.Message, StringComparison.Ordinal);
        await host.Server.DisposeAsync();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Ipv6_serves_as_well()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await host.Server.DisposeAsync();
        await host.RestartAsync(Endpoint.Parse("[::1]:0"));
        await using RpcClient client = host.Client("multiplexed");

        Assert.True((await OutcomeAsync(client, new ProbeRequest(1))).IsOk);
        Assert.StartsWith("[::1]:", host.Server.Endpoint.ToString(), StringComparison.Ordinal);
    }

    private static async Task<CallOutcome> OutcomeAsync(RpcClient client, ProbeRequest request, CancellationToken cancellation = default)
    {
        var scope = new CallScope();
        await client.CreateClient<IProbe>(scope).AskAsync(request, cancellation);
        return scope.Outcome;
    }

    private static Task EventuallyAsync(Func<bool> condition) => EventuallyAsync(() => Task.FromResult(condition()));

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (int i = 0; i < 1_000; i++)
        {
            if (await condition())
            {
                return;
            }
            await Task.Delay(10);
        }
        Assert.Fail("it did not happen within 10 s");
    }
}
