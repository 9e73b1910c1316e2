using System.Buffers.Binary;
using System.Net.Sockets;
using Bench.Harness.Links;
using Bench.Harness.Time;
using Bench.Tests.Harness.Load;

namespace Bench.Tests.Transports.Links;

/// <summary>When bytes leave a relay: never early, in order, at no more than the bandwidth. Lower bounds are strict, upper ones have room.</summary>
[Collection(nameof(Exclusive))]
public sealed class RelayTimeTests
{
    private const double Ms = 1e6;

    [Fact]
    public async Task Each_direction_has_its_own_delay_and_nothing_is_early()
    {
        await using RawLink link = await RawLink.StartAsync("delay-up=30ms,delay-down=10ms");
        (Socket client, Socket server) = await link.OpenAsync();
        await PassAsync(client, server);

        double[] up = await PassAsync(client, server, 40);
        double[] down = await PassAsync(server, client, 40);

        Assert.All(up, ns => Assert.True(ns >= 30 * Ms, $"{ns / Ms} ms"));
        Assert.All(down, ns => Assert.True(ns >= 10 * Ms, $"{ns / Ms} ms"));
        Assert.InRange(Median(up), 30 * Ms, 60 * Ms);
        Assert.InRange(Median(down), 10 * Ms, 30 * Ms);
    }

    [Fact]
    public async Task The_first_bytes_of_a_connection_wait_for_the_handshake_that_a_distance_would_have_cost()
    {
        await using RawLink link = await RawLink.StartAsync("delay-up=30ms,delay-down=20ms");
        var first = new List<double>();
        for (int i = 0; i < 8; i++)
        {
            long startNs = Clock.System.NowNs;
            (Socket client, Socket server) = await link.OpenAsync();
            await PassAsync(client, server);
            first.Add(Clock.System.NowNs - startNs);
        }

        Assert.All(first, ns => Assert.True(ns >= 80 * Ms, $"{ns / Ms} ms"));
        Assert.InRange(first.Min(), 80 * Ms, 110 * Ms);
    }

    [Fact]
    public async Task A_connection_that_was_quiet_for_a_round_trip_has_its_handshake_behind_it()
    {
        await using RawLink link = await RawLink.StartAsync("delay=20ms");
        var first = new List<double>();
        for (int i = 0; i < 5; i++)
        {
            (Socket client, Socket server) = await link.OpenAsync();
            await Task.Delay(60);
            first.Add(await PassAsync(client, server));
        }

        // With a handshake still to come it would be 60 ms.
        Assert.InRange(first.Min(), 20 * Ms, 55 * Ms);
    }

    [Fact]
    public async Task Jitter_never_reorders_a_connection()
    {
        const int Messages = 300;
        await using RawLink link = await RawLink.StartAsync("delay=1ms,jitter=20ms");
        (Socket Client, Socket Server)[] open = [await link.OpenAsync(), await link.OpenAsync(), await link.OpenAsync()];

        await Task.WhenAll(open.SelectMany(c => new[] { SendAsync(c.Client), SendAsync(c.Server), CheckAsync(c.Client), CheckAsync(c.Server) }));

        await RawLink.EventuallyAsync(() => link.Relay.Count().HeldBytes == 0);
        Assert.Equal((3 * 4 * Messages, 3 * 4 * Messages), (link.Relay.Count().BytesUp, link.Relay.Count().BytesDown));

        static async Task SendAsync(Socket socket)
        {
            byte[] message = new byte[4];
            for (int i = 0; i < Messages; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(message, i);
                await socket.SendAsync(message);
                await Task.Yield();
            }
        }

        static async Task CheckAsync(Socket socket)
        {
            byte[] all = await RawLink.ReadAsync(socket, 4 * Messages);
            Assert.Equal(Enumerable.Range(0, Messages), Enumerable.Range(0, Messages).Select(i => BinaryPrimitives.ReadInt32LittleEndian(all.AsSpan(4 * i))));
        }
    }

    [Fact]
    public async Task All_connections_together_get_no_more_than_the_bandwidth()
    {
        const int BytesPerSecond = 200_000;
        const int BytesEach = 40_000;
        await using RawLink link = await RawLink.StartAsync("bandwidth-up=200kb/s");
        (Socket Client, Socket Server)[] open = [await link.OpenAsync(), await link.OpenAsync(), await link.OpenAsync()];
        long startNs = Clock.System.NowNs;
        long arrived = 0;

        Task[] sending = [.. open.Select(c => c.Client.SendAsync(new byte[BytesEach]))];
        await Task.WhenAll(open.Select(async c =>
        {
            byte[] buffer = new byte[1 << 16];
            for (int read = 0; read < BytesEach;)
            {
                int bytes = await c.Server.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(20));
                read += bytes;
                long soFar = Interlocked.Add(ref arrived, bytes);
                Assert.True(soFar <= BytesPerSecond * (Clock.System.NowNs - startNs) / 1e9);
            }
        }));
        await Task.WhenAll(sending);

        // 120 kB at 200 kB/s.
        Assert.InRange((Clock.System.NowNs - startNs) / Ms, 600, 10_000);
    }

    [Fact]
    public async Task A_seed_decides_which_packets_stall()
    {
        const double Share = 0.3;
        const ulong Seed = 5;
        await using RawLink link = await RawLink.StartAsync("stall-up=60ms@30%", Seed);
        (Socket client, Socket server) = await link.OpenAsync();
        var draws = new LinkDraws(Seed, 1, LinkDirection.Up);

        double[] took = await PassAsync(client, server, 30);

        bool[] lost = [.. Enumerable.Range(0, took.Length).Select(packet => draws.IsLost(packet, Share))];
        Assert.InRange(lost.Count(l => l), 3, 20);
        Assert.All(took.Zip(lost).Where(t => t.Second), t => Assert.True(t.First >= 60 * Ms));
        Assert.True(Median([.. took.Zip(lost).Where(t => !t.Second).Select(t => t.First)]) < 30 * Ms);
    }

    [Fact]
    public async Task The_lag_of_every_release_and_the_cpu_time_of_the_pacing_are_counted()
    {
        await using RawLink link = await RawLink.StartAsync("delay=2ms");
        (Socket client, Socket server) = await link.OpenAsync();
        await PassAsync(client, server, 50);
        await PassAsync(server, client, 30);

        // The last byte was there before its sending was counted.
        await RawLink.EventuallyAsync(() => link.Relay.Count().ChunksDown == 30);
        LinkCounters counters = link.Relay.Count();
        Assert.Equal((50, 30, 50, 30), (counters.BytesUp, counters.BytesDown, counters.ChunksUp, counters.ChunksDown));
        Assert.Equal(80, counters.ReleaseLag.Count);
        Assert.True(counters.ReleaseLag.ValueAtPercentile(50) < 10 * Ms);
        await RawLink.EventuallyAsync(() => !OperatingSystem.IsLinux() || link.Relay.Count().PacingCpuNs > 0);
    }

    private static async Task<double[]> PassAsync(Socket from, Socket to, int times)
    {
        var took = new double[times];
        for (int i = 0; i < times; i++)
        {
            took[i] = await PassAsync(from, to);
        }
        return took;
    }

    /// <summary>How long a byte takes, ns.</summary>
    private static async Task<double> PassAsync(Socket from, Socket to)
    {
        long sentNs = Clock.System.NowNs;
        await from.SendAsync(new byte[1]);
        await RawLink.ReadAsync(to, 1);
        return Clock.System.NowNs - sentNs;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
