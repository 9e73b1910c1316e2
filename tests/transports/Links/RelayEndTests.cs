using System.Net;
using System.Net.Sockets;
using System.Text;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Links;
using Bench.Harness.Time;
using Bench.Tests.Support;
using Bench.Transports.Links;

namespace Bench.Tests.Transports.Links;

/// <summary>How connections begin and end over a relay: as they would without it.</summary>
public sealed class RelayEndTests
{
    [Fact]
    public async Task A_server_that_refuses_resets_the_client()
    {
        using var nobody = new Socket(SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var upstream = new Endpoint("tcp", "127.0.0.1", ((IPEndPoint)nobody.LocalEndPoint!).Port);
        await using LinkRelay relay = await LinkRelay.StartAsync(new Endpoint("tcp", "127.0.0.1"), upstream, RawLink.Profile("metro"), 1);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);

        Assert.Equal(SocketError.ConnectionReset, await EndAsync());

        // On a busy machine the reset comes before the client has seen that it was connected.
        async Task<SocketError> EndAsync()
        {
            try
            {
                await client.ConnectAsync(relay.Endpoint.Host, relay.Endpoint.Port);
            }
            catch (SocketException e)
            {
                return e.SocketErrorCode;
            }
            return await RawLink.EndOfAsync(client);
        }

        Assert.Equal(1, relay.Count().Refused);
        Assert.Equal(0, relay.Count().Open);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_passes_in_either_direction_behind_its_delay(bool fromClient)
    {
        await using RawLink link = await RawLink.StartAsync("delay=20ms");
        (Socket client, Socket server) = await link.OpenAsync();
        (Socket from, Socket to) = fromClient ? (client, server) : (server, client);
        await from.SendAsync(new byte[1]);
        await RawLink.ReadAsync(to, 1);

        long startNs = Clock.System.NowNs;
        from.LingerState = new LingerOption(true, 0);
        from.Dispose();

        Assert.Equal(SocketError.ConnectionReset, await RawLink.EndOfAsync(to));
        Assert.True(Clock.System.NowNs - startNs >= 20_000_000);
        await RawLink.EventuallyAsync(() => link.Relay.Count().Open == 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_side_may_end_while_the_other_goes_on(bool fromClient)
    {
        await using RawLink link = await RawLink.StartAsync("delay=5ms");
        (Socket client, Socket server) = await link.OpenAsync();
        (Socket from, Socket to) = fromClient ? (client, server) : (server, client);
        await from.SendAsync(Encoding.ASCII.GetBytes("last words"));
        from.Shutdown(SocketShutdown.Send);

        Assert.Equal("last words", Encoding.ASCII.GetString(await RawLink.ReadAsync(to, 100)));
        for (int i = 0; i < 3; i++)
        {
            await to.SendAsync(new byte[10]);
            Assert.Equal(10, (await RawLink.ReadAsync(from, 10)).Length);
        }
        Assert.Equal(1, link.Relay.Count().Open);
        to.Shutdown(SocketShutdown.Send);

        Assert.Empty(await RawLink.ReadAsync(from, 1));
        await RawLink.EventuallyAsync(() => link.Relay.Count().Open == 0);
    }

    [Fact]
    public async Task A_server_that_is_gone_after_its_end_resets_the_client_that_still_sends()
    {
        await using RawLink link = await RawLink.StartAsync("delay=1ms");
        (Socket client, Socket server) = await link.OpenAsync();
        server.Shutdown(SocketShutdown.Send);
        Assert.Empty(await RawLink.ReadAsync(client, 1));
        server.LingerState = new LingerOption(true, 0);
        server.Dispose();

        await client.SendAsync(new byte[1]);

        await RawLink.EventuallyAsync(() => link.Relay.Count().Open == 0);
        await Assert.ThrowsAsync<SocketException>(async () => await client.SendAsync(new byte[1]));
    }

    [Fact]
    public async Task Much_data_passes_unchanged_both_ways_at_once()
    {
        const int Bytes = 5_000_000;
        await using RawLink link = await RawLink.StartAsync("delay=3ms,jitter=1ms,bandwidth=400mbit");
        (Socket client, Socket server) = await link.OpenAsync();
        byte[] up = new byte[Bytes];
        byte[] down = new byte[Bytes];
        new Random(1).NextBytes(up);
        new Random(2).NextBytes(down);

        Task[] sending = [client.SendAsync(up), server.SendAsync(down)];
        byte[][] got = await Task.WhenAll(RawLink.ReadAsync(server, Bytes), RawLink.ReadAsync(client, Bytes));
        await Task.WhenAll(sending);

        Assert.True(got[0].AsSpan().SequenceEqual(up));
        Assert.True(got[1].AsSpan().SequenceEqual(down));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reader_that_never_reads_slows_its_writer_and_the_relay_holds_no_more_than_its_bound(bool writeUp)
    {
        const string Profile = "delay=10ms,bandwidth=800mbit";
        LinkPath path = RawLink.Profile(Profile).Up;
        await using RawLink link = await RawLink.StartAsync(Profile);
        (Socket client, Socket server) = await link.OpenAsync();
        Socket writer = writeUp ? client : server;
        long written = 0;
        using var giveUp = new CancellationTokenSource();
        Task writing = Task.Run(async () =>
        {
            byte[] block = new byte[100_000];
            while (true)
            {
                written += await writer.SendAsync(block, giveUp.Token);
            }
        });

        long before = -1;
        while (before != Volatile.Read(ref written))
        {
            before = Volatile.Read(ref written);
            await Task.Delay(500);
            Assert.InRange(link.Relay.Count().HeldBytes, 0, RelayRoads.BoundOf(path));
        }
        await giveUp.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => writing);

        // The bound is reached, and the rest waits in the buffers of the system.
        Assert.Equal(RelayRoads.BoundOf(path), link.Relay.Count().HeldBytes);
        Assert.InRange(written, RelayRoads.BoundOf(path), 64 << 20);
        byte[] got = await RawLink.ReadAsync(writeUp ? server : client, (int)written);
        Assert.Equal(written, got.Length);
    }

    [Theory]
    [InlineData("unix", "unix")]
    [InlineData("unix", "tcp")]
    [InlineData("tcp", "unix")]
    public async Task Unix_sockets_may_be_at_either_end(string listen, string serve)
    {
        using var folder = new TemporaryFolder();
        await using ProbeHost host = await ProbeHost.StartAsync(serve);
        await using ProbeHost caller = await ProbeHost.StartAsync(listen);
        Endpoint at = listen == "unix" ? new Endpoint("unix", folder.File("relay.sock")) : new Endpoint("tcp", "127.0.0.1");
        var relay = await LinkRelay.StartAsync(at, host.Server.Endpoint, RawLink.Profile("delay=2ms"), 1);
        await using (RpcClient client = caller.Client("pooled", endpoint: relay.Endpoint))
        {
            Assert.Equal("x", (await client.CreateClient<IProbe>().AskAsync(new ProbeRequest(1, "x"), CancellationToken.None)).Text);
        }
        await RawLink.EventuallyAsync(() => relay.Count().Open == 0 && host.Server.Connections == 0);

        await relay.DisposeAsync();
        await relay.DisposeAsync();

        Assert.False(File.Exists(folder.File("relay.sock")));
    }

    [Fact]
    public async Task What_a_relay_can_not_do_is_said()
    {
        var tcp = new Endpoint("tcp", "127.0.0.1");
        ConnectException memory = await Assert.ThrowsAsync<ConnectException>(() => LinkRelay.StartAsync(tcp, new Endpoint("memory", "x"), RawLink.Profile("wan"), 1));
        Assert.Contains("memory:x", memory.Message, StringComparison.Ordinal);
        await using LinkRelay first = await LinkRelay.StartAsync(tcp, tcp with { Port = 1 }, RawLink.Profile("wan"), 1);
        ConnectException occupied = await Assert.ThrowsAsync<ConnectException>(() => LinkRelay.StartAsync(first.Endpoint, tcp with { Port = 1 }, RawLink.Profile("wan"), 1));
        Assert.Contains("in use", occupied.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_a_relay_ends_its_connections()
    {
        await using RawLink link = await RawLink.StartAsync("wan");
        (Socket client, Socket server) = await link.OpenAsync();
        await RawLink.EventuallyAsync(() => link.Relay.Count().Open == 1);

        await link.Relay.DisposeAsync();

        Assert.Equal(SocketError.Success, await RawLink.EndOfAsync(client));
        Assert.Equal(SocketError.Success, await RawLink.EndOfAsync(server));
        SocketException refused = await Assert.ThrowsAsync<SocketException>(link.ConnectAsync);
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }
}
