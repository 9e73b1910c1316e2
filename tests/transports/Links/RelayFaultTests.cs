using System.Net.Sockets;
using Bench.Harness.Links;
using Bench.Harness.Time;

namespace Bench.Tests.Transports.Links;

/// <summary>What faults do to bytes and connections.</summary>
public sealed class RelayFaultTests
{
    private const double Ms = 1e6;

    [Fact]
    public async Task A_reset_meets_its_share_of_the_connections_at_both_ends_as_the_seed_says()
    {
        string[] met = new string[3];
        for (int run = 0; run < met.Length; run++)
        {
            await using RawLink link = await RawLink.StartAsync("delay=1ms", seed: run < 2 ? 3u : 4u);
            var open = new List<(Socket Client, Socket Server)>();
            for (int i = 0; i < 12; i++)
            {
                open.Add(await link.OpenAsync());
            }
            await RawLink.EventuallyAsync(() => link.Relay.Count().Open == 12);

            Assert.Equal(4, Apply(link, "reset 30%"));

            Assert.Equal(8, link.Relay.Count().Open);
            foreach ((Socket client, Socket server) in open)
            {
                bool isMet = !await RawLink.IsSilentAsync(client, 20);
                met[run] += isMet ? 'x' : '-';
                Assert.Equal(isMet ? SocketError.ConnectionReset : SocketError.Success, isMet ? await RawLink.EndOfAsync(server) : SocketError.Success);
            }
            Assert.Equal(4, met[run].Count(c => c == 'x'));
        }
        Assert.Equal(met[0], met[1]);
        Assert.NotEqual(met[0], met[2]);
    }

    [Fact]
    public async Task A_reset_meets_at_least_one_connection_if_there_is_any()
    {
        await using RawLink link = await RawLink.StartAsync("delay=1ms");
        Assert.Equal(0, Apply(link, "reset 100%"));
        (Socket client, _) = await link.OpenAsync();
        await RawLink.EventuallyAsync(() => link.Relay.Count().Open == 1);

        Assert.Equal(1, Apply(link, "reset 0.1%"));

        Assert.Equal(SocketError.ConnectionReset, await RawLink.EndOfAsync(client));
    }

    [Fact]
    public async Task In_a_black_hole_bytes_and_ends_vanish_and_who_lost_something_stays_silent()
    {
        await using RawLink link = await RawLink.StartAsync("delay=1ms");
        (Socket busy, Socket busyServer) = await link.OpenAsync();
        (Socket quiet, Socket quietServer) = await link.OpenAsync();
        (Socket ending, Socket endingServer) = await link.OpenAsync();
        await PassAsync(busy, busyServer);
        await PassAsync(quiet, quietServer);

        Assert.Equal(3, Apply(link, "black-hole"));
        await busy.SendAsync(new byte[1_000]);
        ending.Dispose();
        using Socket late = await link.ConnectAsync();
        await late.SendAsync(new byte[1]);

        Assert.True(await RawLink.IsSilentAsync(busyServer));
        Assert.True(await RawLink.IsSilentAsync(endingServer));
        Assert.True(await RawLink.IsSilentAsync(late));
        Assert.Equal(1_000, link.Relay.Count().VanishedBytes);
        Assert.Equal(3, link.Relay.Count().Open);

        Apply(link, "black-hole off");
        await busyServer.SendAsync(new byte[500]);
        Assert.True(await RawLink.IsSilentAsync(busy));
        Assert.Equal(1_500, link.Relay.Count().VanishedBytes);
        await PassAsync(quiet, quietServer);
        await PassAsync(quietServer, quiet);
        await RawLink.EventuallyAsync(() => link.Relay.Count().Open == 4);
        endingServer.Dispose();
        await RawLink.EventuallyAsync(() => link.Relay.Count().Open == 3);
        (Socket after, Socket afterServer) = await link.OpenAsync();
        _ = after;
        _ = afterServer;
    }

    [Fact]
    public async Task A_black_hole_takes_what_is_on_its_way()
    {
        await using RawLink link = await RawLink.StartAsync("delay=1500ms");
        (Socket client, Socket server) = await link.OpenAsync();
        await server.SendAsync(new byte[100]);
        await RawLink.EventuallyAsync(() => link.Relay.Count().HeldBytes == 100);

        Apply(link, "black-hole for 50ms");

        Assert.True(await RawLink.IsSilentAsync(client, 2_500));
        Assert.Equal((100, 0, 0), (link.Relay.Count().VanishedBytes, link.Relay.Count().HeldBytes, link.Relay.Count().BytesDown));
    }

    [Fact]
    public async Task A_lasting_fault_ends_with_its_time()
    {
        await using RawLink link = await RawLink.StartAsync("delay=1ms");
        (Socket client, Socket server) = await link.OpenAsync();

        Apply(link, "refuse for 150ms");
        Apply(link, "black-hole for 150ms");
        using Socket early = await link.ConnectAsync();
        await early.SendAsync(new byte[1]);
        await Task.Delay(200);

        await PassAsync(client, server);
        // It was held until the black hole's end, when the other fault was over too.
        await RawLink.EventuallyAsync(() => link.Relay.Count().Open == 2);
    }

    [Fact]
    public async Task A_stall_holds_everything_and_loses_nothing()
    {
        await using RawLink link = await RawLink.StartAsync("delay=1ms");
        (Socket client, Socket server) = await link.OpenAsync();
        await PassAsync(client, server);

        long startNs = Clock.System.NowNs;
        Assert.Equal(1, Apply(link, "stall 250ms"));
        for (int i = 0; i < 10; i++)
        {
            await client.SendAsync(new byte[10]);
            await server.SendAsync(new byte[20]);
        }
        byte[][] got = await Task.WhenAll(RawLink.ReadAsync(server, 100), RawLink.ReadAsync(client, 200));

        Assert.InRange((Clock.System.NowNs - startNs) / Ms, 250, 10_000);
        Assert.Equal((100, 200), (got[0].Length, got[1].Length));
    }

    [Fact]
    public async Task Half_open_connections_are_closed_for_the_server_and_silent_for_the_client()
    {
        await using RawLink link = await RawLink.StartAsync("delay=1ms");
        (Socket client, Socket server) = await link.OpenAsync();
        await PassAsync(client, server);

        Assert.Equal(1, Apply(link, "half-open"));

        Assert.Equal(SocketError.Success, await RawLink.EndOfAsync(server));
        await client.SendAsync(new byte[100]);
        Assert.True(await RawLink.IsSilentAsync(client));
        Assert.Equal(0, Apply(link, "half-open"));
        client.Dispose();
        await RawLink.EventuallyAsync(() => link.Relay.Count().Open == 0);
        (client, server) = await link.OpenAsync();
        await PassAsync(client, server);
    }

    [Fact]
    public async Task Refused_connections_are_reset_and_open_ones_go_on()
    {
        await using RawLink link = await RawLink.StartAsync("delay=1ms");
        (Socket client, Socket server) = await link.OpenAsync();

        Apply(link, "refuse");
        SocketException refused = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            Socket one = await link.ConnectAsync();
            await one.ReceiveAsync(new byte[1]).WaitAsync(TimeSpan.FromSeconds(20));
        });

        Assert.Equal(SocketError.ConnectionReset, refused.SocketErrorCode);
        Assert.Equal(1, link.Relay.Count().Refused);
        await PassAsync(client, server);
        Apply(link, "refuse off");
        (client, server) = await link.OpenAsync();
        await PassAsync(client, server);
    }

    [Fact]
    public async Task Case9_a_slow_reader_takes_its_rate_and_no_more_and_slows_the_server()
    {
        const int BytesPerSecond = 20_000;
        await using RawLink link = await RawLink.StartAsync("delay=1ms");
        (Socket client, Socket server) = await link.OpenAsync();
        await PassAsync(client, server);
        server.SendBufferSize = 4_096;

        long startNs = Clock.System.NowNs;
        Apply(link, "slow-reader 20kb/s");
        long sent = 0;
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                sent += await server.SendAsync(new byte[100_000]);
            }
        });
        byte[] buffer = new byte[1 << 16];
        for (int read = 0; read < 12_000;)
        {
            read += await client.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(20));
            // Pieces are of a hundredth of a second; the first is taken at once.
            Assert.True(read <= (BytesPerSecond * (Clock.System.NowNs - startNs) / 1e9) + 200, $"{read} after {(Clock.System.NowNs - startNs) / Ms} ms");
        }

        Assert.False(sending.IsCompleted);
        Assert.InRange(link.Relay.Count().HeldBytes, 0, 64 << 10);
        Apply(link, "slow-reader off");
        Task<SocketError> draining = RawLink.EndOfAsync(client);
        await sending.WaitAsync(TimeSpan.FromSeconds(20));
        server.Shutdown(SocketShutdown.Send);
        Assert.Equal(SocketError.Success, await draining);
    }

    [Theory]
    [InlineData("limit-data 10 down", true)]
    [InlineData("limit-data 10", true)]
    [InlineData("limit-data 10 up", false)]
    public async Task Data_is_cut_after_exactly_its_limit_in_the_direction_meant(string fault, bool cutsDown)
    {
        await using RawLink link = await RawLink.StartAsync("delay=1ms");
        (Socket client, Socket server) = await link.OpenAsync();
        await PassAsync(server, client);
        Apply(link, fault);

        await server.SendAsync(new byte[7]);
        await server.SendAsync(new byte[7]);
        byte[] got = await RawLink.ReadAsync(client, cutsDown ? 100 : 14);

        Assert.Equal(cutsDown ? 10 : 14, got.Length);
        if (cutsDown)
        {
            Assert.NotEqual(SocketError.WouldBlock, await RawLink.EndOfAsync(server));
            client.Dispose();
            await RawLink.EventuallyAsync(() => link.Relay.Count().Open == 0);
            return;
        }
        Apply(link, "limit-data off");
        await client.SendAsync(new byte[50]);
        Assert.Equal(50, (await RawLink.ReadAsync(server, 50)).Length);
    }

    [Fact]
    public async Task Slices_leave_one_by_one()
    {
        await using RawLink link = await RawLink.StartAsync("delay=1ms");
        (Socket client, Socket server) = await link.OpenAsync();
        Apply(link, "slice 3");
        byte[] message = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];

        await client.SendAsync(message);
        Assert.Equal(message, await RawLink.ReadAsync(server, message.Length));
        await RawLink.EventuallyAsync(() => link.Relay.Count().BytesUp == 100);
        Assert.Equal(34, link.Relay.Count().ChunksUp);

        Apply(link, "slice off");
        await client.SendAsync(message);
        await RawLink.ReadAsync(server, message.Length);
        await RawLink.EventuallyAsync(() => link.Relay.Count().BytesUp == 200);
        Assert.Equal(35, link.Relay.Count().ChunksUp);
    }

    [Fact]
    public async Task Faults_come_from_any_thread_at_any_time()
    {
        await using RawLink link = await RawLink.StartAsync("delay=1ms,jitter=1ms,bandwidth=100mbit,stall=5ms@1%");
        string[] faults =
        [
            "reset 20%", "half-open", "stall 1ms", "black-hole for 2ms", "black-hole off", "refuse for 1ms", "slow-reader 1mb/s for 3ms",
            "slice 100 for 2ms", "limit-data 5000 for 2ms", "limit-data off", "slow-reader off",
        ];
        using var stop = new CancellationTokenSource();
        Task[] faulting = [.. Enumerable.Range(0, 3).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            while (!stop.IsCancellationRequested)
            {
                Apply(link, faults[random.Next(faults.Length)]);
                Assert.True(link.Relay.Count().Open >= 0);
                await Task.Delay(1);
            }
        }))];
        for (int i = 0; i < 100; i++)
        {
            await TalkAsync(link);
        }
        await stop.CancelAsync();
        await Task.WhenAll(faulting);

        foreach (string fault in (string[])["refuse off", "black-hole off", "limit-data off", "slow-reader off", "slice off"])
        {
            Apply(link, fault);
        }
        await RawLink.EventuallyAsync(() => Apply(link, "reset 100%") == 0 && link.Relay.Count().Open == 0);
        // A connection that a fault kept waiting may still come through, so the new one's first byte tells it from the others.
        Socket after = await link.ConnectAsync();
        await after.SendAsync(new byte[] { 42 });
        while (await FirstByteAsync(await link.AcceptAsync()) != 42)
        {
        }
        await RawLink.EventuallyAsync(() => Apply(link, "reset 100%") == 0 && link.Relay.Count() is { Open: 0, HeldBytes: 0 });

        static async Task<int> FirstByteAsync(Socket server)
        {
            try
            {
                return await RawLink.ReadAsync(server, 1) is [byte first] ? first : -1;
            }
            catch (SocketException)
            {
                return -1;
            }
        }

        static async Task TalkAsync(RawLink link)
        {
            try
            {
                using Socket client = await link.ConnectAsync();
                await client.SendAsync(new byte[20_000]);
                using var enough = new CancellationTokenSource(3);
                await client.ReceiveAsync(new byte[10], enough.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // Whatever the faults did to it.
            }
        }
    }

    private static int Apply(RawLink link, string fault) => link.Relay.Apply(LinkFault.Parse(fault)).Connections;

    private static async Task PassAsync(Socket from, Socket to)
    {
        await from.SendAsync(new byte[] { 42 });
        Assert.Equal([42], await RawLink.ReadAsync(to, 1));
    }
}
