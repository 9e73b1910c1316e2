using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Time;
using Bench.Tests.Support;

namespace Bench.Tests.Transports;

/// <summary>Connections opened before calls ask for them, and connections that are lost.</summary>
public sealed class PreconnectTests
{
    [Theory]
    [MemberData(nameof(ProbeHost.Transports), MemberType = typeof(ProbeHost))]
    public async Task Every_kept_connection_is_opened_and_greeted_and_calls_use_them(string strategy, string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        // Without heartbeats nothing but the greeting is sent on an idle connection.
        await using RpcClient client = host.Client(strategy, new ClientOptions { Connections = 7, Pool = 7, Heartbeat = TimeSpan.Zero });
        int kept = strategy == "per-call" ? 0 : 7;
        ConnectionTotals start = client.Statistics.StartWindow(Clock.System.NowNs);

        await client.OpenAllAsync();
        await client.OpenAllAsync();

        ConnectionWindow opened = client.Statistics.EndWindow(start);
        Assert.Equal((kept, kept, 0L), ((int)opened.Opened, opened.Peak, opened.Sent));
        // Each greeting and its answer are on the wire, which memory does not count: a connection that never greets is ended by the server.
        int greeted = carrier == "memory" ? 0 : kept;
        await Eventually.HoldsAsync(() => host.Server.Connections == kept && client.Statistics.Wire.BytesIn >= 20 * greeted, "all are greeted and answered");

        IProbe probe = client.CreateClient<IProbe>();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => probe.AskAsync(new ProbeRequest(i), CancellationToken.None).AsTask()));
        Assert.Equal(kept == 0 ? 50 : 7, client.Statistics.EndWindow(start).Opened);
    }

    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task What_cannot_be_opened_is_left_to_the_calls(string strategy)
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await host.Server.DisposeAsync();
        await using RpcClient client = host.Client(strategy);

        await client.OpenAllAsync();

        ConnectionTotals start = client.Statistics.StartWindow(0);
        Assert.Equal(0, start.Sent);
        await Assert.ThrowsAsync<RpcException>(() => client.CreateClient<IProbe>().AskAsync(new ProbeRequest(1), CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task Connections_that_break_are_lost_and_those_that_the_client_closes_are_not()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        await using ProbeHost host = await ProbeHost.StartAsync();
        RpcClient client = host.Client(
            "multiplexed", new ClientOptions { Connections = 3 }, endpoint: new Endpoint("tcp", "127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port));
        long startNs = Clock.System.NowNs;
        ConnectionTotals start = client.Statistics.StartWindow(startNs);
        await client.OpenAllAsync();
        Socket[] accepted = [await listener.AcceptAsync(), await listener.AcceptAsync(), await listener.AcceptAsync()];

        accepted[0].Dispose();
        accepted[1].Dispose();
        await Eventually.HoldsAsync(() => client.Statistics.EndWindow(start).Lost == 2, "two are lost");
        await client.DisposeAsync();

        ConnectionWindow window = client.Statistics.EndWindow(start);
        Assert.Equal(2, window.Lost);
        Assert.True(startNs < window.FirstLostNs && window.FirstLostNs <= window.LastLostNs && window.LastLostNs < Clock.System.NowNs);
        accepted[2].Dispose();
    }
}
