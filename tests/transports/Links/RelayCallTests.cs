using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Links;
using Bench.Harness.Outcome;
using Bench.Harness.Time;
using Bench.Harness.Wire;
using Bench.Tests.Support;
using Bench.Transports.Links;

namespace Bench.Tests.Transports.Links;

/// <summary>Real clients and servers over a link.</summary>
public sealed class RelayCallTests
{
    [Theory]
    [InlineData("pooled", "half-open", "tcp")]
    [InlineData("multiplexed", "half-open", "unix")]
    [InlineData("pooled", "black-hole", "tls")]
    [InlineData("multiplexed", "black-hole", "tcp")]
    public async Task Case28_and_36_heartbeats_notice_a_link_that_has_gone_silent(string strategy, string fault, string carrier)
    {
        using var folder = new TemporaryFolder();
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        Endpoint listen = carrier == "unix" ? new("unix", folder.File("r.sock")) : new("tcp", "127.0.0.1");
        await using var relay = await LinkRelay.StartAsync(listen, host.Server.Endpoint, RawLink.Profile("delay=1ms"), 1);
        await using RpcClient client = host.Client(strategy, new ClientOptions { Connections = 1, Pool = 1, Heartbeat = TimeSpan.FromMilliseconds(60) }, endpoint: relay.Endpoint);
        Task<CallOutcome> hanging = CallAsync(client, "hang");
        await RawLink.EventuallyAsync(() => host.Server.Handled == 1);
        long startNs = Clock.System.NowNs;

        Assert.Equal(1, relay.Apply(LinkFault.Parse(fault)).Connections);
        CallOutcome outcome = await hanging;

        Assert.Equal(ErrorKind.ConnectionLost, outcome.Error);
        Assert.Contains("3 heartbeats unanswered", outcome.Message, StringComparison.Ordinal);
        Assert.True(Clock.System.NowNs - startNs >= 180_000_000);
        relay.Apply(LinkFault.Parse("black-hole off"));
        await RawLink.EventuallyAsync(() => relay.Count().Open == 0 || fault == "black-hole");
        Assert.True((await CallAsync(client)).IsOk);
    }

    [Theory]
    [InlineData("pooled", "tcp")]
    [InlineData("multiplexed", "tcp")]
    [InlineData("per-call", "tcp")]
    [InlineData("multiplexed", "tls")]
    public async Task Case3_frames_split_at_every_byte_give_the_same_results(string strategy, string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using LinkRelay relay = await StartAsync(host, "delay=0ms");
        await using RpcClient client = host.Client(strategy, new ClientOptions { Connections = 2, Pool = 2 }, endpoint: relay.Endpoint);
        relay.Apply(LinkFault.Parse("slice 1"));
        IProbe probe = client.CreateClient<IProbe>();

        ProbeReply[] replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => probe.AskAsync(new ProbeRequest(i, new string('ä', i), i % 2 == 0 ? "answer" : "yield"), CancellationToken.None).AsTask()));

        Assert.Equal(Enumerable.Range(0, 12).Select(i => new ProbeReply(i, new string('ä', i))), replies);
        await RawLink.EventuallyAsync(() => relay.Count().HeldBytes == 0);
        LinkCounters counters = relay.Count();
        Assert.Equal((counters.BytesUp, counters.BytesDown), (counters.ChunksUp, counters.ChunksDown));
        Assert.Equal(12, host.Server.Handled);
    }

    [Theory]
    [InlineData("down", 2)]
    [InlineData("down", FrameHeader.PrefixSize)]
    [InlineData("down", FrameHeader.Size - 1)]
    [InlineData("down", 35)]
    [InlineData("down", 55)]
    [InlineData("up", 3)]
    [InlineData("up", 30)]
    [InlineData("up", 100)]
    public async Task Case5_an_end_inside_a_prefix_or_a_body_loses_the_connection_and_hangs_nobody(string direction, int bytes)
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using LinkRelay relay = await StartAsync(host, "delay=0ms");
        await using RpcClient client = host.Client("multiplexed", new ClientOptions { Connections = 1 }, endpoint: relay.Endpoint);
        relay.Apply(LinkFault.Parse($"limit-data {bytes} {direction}"));

        CallOutcome outcome = await CallAsync(client);

        Assert.Equal(ErrorKind.ConnectionLost, outcome.Error);
        Assert.Equal(bytes, direction == "down" ? relay.Count().BytesDown : relay.Count().BytesUp);
        relay.Apply(LinkFault.Parse("limit-data off"));
        await RawLink.EventuallyAsync(() => relay.Count().Open == 0 && host.Server.Connections == 0);
        Assert.True((await CallAsync(client)).IsOk);
    }

    [Theory]
    [InlineData("per-call")]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task Case25_resets_under_load_lose_no_call_and_double_none(string strategy)
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using LinkRelay relay = await StartAsync(host, "delay=1ms,jitter=1ms");
        await using RpcClient client = host.Client(strategy, endpoint: relay.Endpoint);
        using var stop = new CancellationTokenSource();
        int resets = 0;
        Task resetting = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                resets += relay.Apply(new ResetFault(0.5)).Connections;
                await Task.Delay(10);
            }
        });

        CallOutcome[][] outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var own = new CallOutcome[40];
            for (int i = 0; i < own.Length; i++)
            {
                own[i] = await CallAsync(client);
            }
            return own;
        }));
        await stop.CancelAsync();
        await resetting;

        CallOutcome[] all = [.. outcomes.SelectMany(o => o)];
        Assert.True(resets > 0);
        Assert.All(all.Where(o => !o.IsOk), o => Assert.True(o.Error is ErrorKind.ConnectionLost or ErrorKind.ConnectFailed, o.ToString()));
        Assert.InRange(host.Server.Handled, all.Count(o => o.IsOk), all.Length);
        Assert.Equal((0, 0), (client.Statistics.UnwantedAnswers.Late, client.Statistics.UnwantedAnswers.Duplicate));
    }

    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task A_refusing_link_is_an_error_at_once_and_forgotten_afterwards(string strategy)
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using LinkRelay relay = await StartAsync(host, "delay=1ms");
        await using RpcClient client = host.Client(strategy, endpoint: relay.Endpoint);
        relay.Apply(new RefuseFault());

        CallOutcome refused = await CallAsync(client);
        relay.Apply(LinkFault.Parse("refuse off"));
        CallOutcome after = await CallAsync(client);

        // The reset comes while the client is still connecting, or just after.
        Assert.True(refused.Error is ErrorKind.ConnectFailed or ErrorKind.ConnectionLost, refused.ToString());
        Assert.True(after.IsOk, after.Message);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tls")]
    [InlineData("tls-resumed")]
    public async Task Bytes_counted_on_the_wire_are_those_that_pass_a_relay(string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using LinkRelay relay = await StartAsync(host, "delay=1ms");
        await using RpcClient client = host.Client("pooled", new ClientOptions { Pool = 2, Heartbeat = TimeSpan.Zero }, endpoint: relay.Endpoint);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CallAsync(client)));

        WireCounter wire = client.Statistics.Wire;
        Assert.Equal(host.Server.Endpoint.Pin, relay.Endpoint.Pin);
        await RawLink.EventuallyAsync(() => (relay.Count().BytesUp, relay.Count().BytesDown) == (wire.BytesOut, wire.BytesIn));
    }

    private static Task<LinkRelay> StartAsync(ProbeHost host, string profile) =>
        LinkRelay.StartAsync(host.Carrier.LocalEndpoint("unused"), host.Server.Endpoint, RawLink.Profile(profile), 1);

    private static async Task<CallOutcome> CallAsync(RpcClient client, string what = "answer")
    {
        var scope = new CallScope();
        await client.CreateClient<IProbe>(scope).AskAsync(new ProbeRequest(1, null, what), CancellationToken.None);
        return scope.Outcome;
    }
}
