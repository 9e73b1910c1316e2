using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Time;
using Bench.Tests.Support;
using Bench.Tests.Support.Servers;

namespace Bench.Tests.Transports.Stacks;

/// <summary>How the clients of stacks use connections, and what they say of them.</summary>
public sealed class StackConnectionTests
{
    private const int Many = 250;

    public static TheoryData<string, string> Transports => StackHost.Transports();

    public static TheoryData<string> Stacks => [.. StackHost.Plugs.All<IStack>().Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Calls_connections_and_bytes_are_counted(string stack, string carrier)
    {
        await using StackHost host = await StackHost.StartAsync(stack, carrier);
        await using RpcClient client = host.Client();
        ConnectionTotals start = client.Statistics.StartWindow(Clock.System.NowNs);
        string text = new('t', 1_000);

        for (int i = 0; i < 10; i++)
        {
            Assert.True((await client.EchoAsync(i, text)).IsOk);
        }

        ConnectionWindow window = client.Statistics.EndWindow(start);
        Assert.Equal(host.Stack.IsLongLived ? 1 : 10, window.Opened);
        Assert.Equal(10, window.Sent);
        Assert.Equal(0, window.Lost);
        Assert.Equal(0, window.Reconnects);
        Assert.True(window.HandshakeP50Ns > 0);
        // Framing and headers come on top, not as much again; and handshakes, where each call has one.
        int most = host.Carrier.IsPinned && !host.Stack.IsLongLived ? 30 : 20;
        // Written bytes are counted once the system has them, by when the answer may be there.
        await Eventually.HoldsAsync(() => client.Statistics.Wire.BytesOut >= 10 * text.Length, "all bytes are counted");
        Assert.InRange(client.Statistics.Wire.BytesOut, 10 * text.Length, most * text.Length);
        Assert.InRange(client.Statistics.Wire.BytesIn, 10 * text.Length, most * text.Length);
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public async Task Many_calls_at_once_are_all_under_way_at_once(string stack)
    {
        await using StackHost host = await StackHost.StartAsync(stack);
        await using RpcClient client = host.Client(new ClientOptions { Deadline = TimeSpan.FromSeconds(60) });
        Task<CallOutcome>[] calls = [.. Enumerable.Range(0, Many).Select(i => client.EchoAsync(i, "hold"))];

        await Eventually.HoldsAsync(() => host.Served.Handled == Many, "all calls are handled");
        host.Service.Held.SetResult();

        Assert.All(await Task.WhenAll(calls), o => Assert.True(o.IsOk, $"{o.Error} {o.Message}"));
        long opened = client.Statistics.EndWindow(new ConnectionTotals(0, 0, 0)).Opened;
        (long least, long most) = stack switch
        {
            "streamjsonrpc" => (1, 1),
            "grpc" or "grpc-native" or "http2" => (3, 6),
            _ => (Many, Many),
        };
        Assert.InRange(opened, least, most);
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public async Task A_server_that_hangs_up_is_a_lost_connection(string stack)
    {
        using var rude = new TcpListener(IPAddress.Loopback, 0);
        rude.Start();
        var endpoint = new Endpoint("tcp", "127.0.0.1", ((IPEndPoint)rude.LocalEndpoint).Port);
        Task hangingUp = Task.Run(async () =>
        {
            while (true)
            {
                using Socket socket = await rude.AcceptSocketAsync();
                await socket.ReceiveAsync(new byte[1]);
            }
        });
        await using StackHost host = await StackHost.StartAsync(stack);
        RpcClient client = host.Client(endpoint: endpoint);

        CallOutcome outcome = await client.EchoAsync(1);

        Assert.Equal(ErrorKind.ConnectionLost, outcome.Error);
        Assert.False(outcome.IsUnsent);
        Assert.Contains("the connection broke", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(1, client.Statistics.Sent);
        await client.DisposeAsync();
        rude.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => hangingUp);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-native")]
    [InlineData("http1")]
    [InlineData("http2")]
    [InlineData("streamjsonrpc")]
    public async Task A_broken_connection_is_replaced_and_counted(string stack)
    {
        await using StackHost host = await StackHost.StartAsync(stack);
        await using var relay = new Relay(host.Server.Endpoint);
        await using RpcClient client = host.Client(endpoint: relay.Endpoint);
        Assert.True((await client.EchoAsync(1)).IsOk);
        ConnectionTotals start = client.Statistics.StartWindow(Clock.System.NowNs);

        relay.Drop();
        await Eventually.HoldsAsync(async () => (await client.EchoAsync(2)).IsOk, "a call is answered again");

        ConnectionWindow window = client.Statistics.EndWindow(start);
        Assert.Equal(1, window.Lost);
        Assert.Equal(1, window.Reconnects);
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public async Task A_server_that_accepts_and_says_nothing_is_a_timeout(string stack)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var endpoint = new Endpoint("tcp", "127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port);
        await using StackHost host = await StackHost.StartAsync(stack);
        await using RpcClient client = host.Client(new ClientOptions { Deadline = TimeSpan.FromMilliseconds(300) }, endpoint);

        CallOutcome outcome = await client.EchoAsync(1);

        Assert.Equal(OutcomeKind.Timeout, outcome.Kind);
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public async Task A_server_with_another_certificate_than_the_pinned_one_is_refused_with_both(string stack)
    {
        await using StackHost host = await StackHost.StartAsync(stack, "tls");
        string wrong = Endpoint.PinOf(new byte[32]);
        await using RpcClient client = host.Client(endpoint: host.Server.Endpoint with { Pin = wrong });

        CallOutcome outcome = await client.EchoAsync(1);

        Assert.Equal(ErrorKind.ConnectFailed, outcome.Error);
        Assert.Contains(wrong, outcome.Message, StringComparison.Ordinal);
        Assert.Contains(host.Server.Endpoint.Pin!, outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public async Task A_port_in_use_is_an_error_that_says_so(string stack)
    {
        await using StackHost host = await StackHost.StartAsync(stack);

        ConnectException occupied = await Assert.ThrowsAsync<ConnectException>(
            async () => await host.Stack.ServeAsync(host.Served, host.Carrier, host.Server.Endpoint, CancellationToken.None));

        Assert.Contains("in use", occupied.Message, StringComparison.Ordinal);
        await using RpcClient client = host.Client();
        Assert.True((await client.EchoAsync(1)).IsOk);
    }
}
