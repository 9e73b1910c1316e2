using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Time;
using Bench.Tests.Directories;
using Bench.Tests.Support;
using Bench.Tests.Support.Servers;
using Bench.Transports.Directories.ZooKeeper;

namespace Bench.Tests.Transports.Directories;

/// <summary>Watches of ZooKeeper, which tell once and go with their connection, made to last.</summary>
[Collection(ProcessTests.Name)]
public sealed class WatchingSessionTests(DirectoryServers servers) : IClassFixture<DirectoryServers>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Every_change_is_told_one_after_another()
    {
        ZooKeeperServer server = await servers.ZooKeeperAsync();
        await using var watching = new WatchingSession([server.Endpoint], Clock.System);
        await using var writer = new ZooKeeperSession([server.Endpoint], TimeSpan.FromSeconds(30), Clock.System);
        int told = 0;
        await using IAsyncDisposable watch = await watching.WatchAsync(["/w", "/w/each"], "/w/each", () => Interlocked.Increment(ref told), Never);

        for (int i = 0; i < 20; i++)
        {
            int before = Volatile.Read(ref told);
            (await writer.SendAsync(ZooKeeperRequest.Create($"/w/each/{i}", [], ephemeral: true), Never)).Checked();
            await Eventually.HoldsAsync(() => Volatile.Read(ref told) > before, $"change {i} was told");
        }
    }

    [Fact]
    public async Task Whoever_reads_when_told_sees_the_last_of_a_burst_of_changes()
    {
        ZooKeeperServer server = await servers.ZooKeeperAsync();
        await using var watching = new WatchingSession([server.Endpoint], Clock.System);
        await using var writer = new ZooKeeperSession([server.Endpoint], TimeSpan.FromSeconds(30), Clock.System);
        int seen = 0;
        await using IAsyncDisposable watch = await watching.WatchAsync(["/w", "/w/burst"], "/w/burst", () => _ = ReadAsync(), Never);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => writer.SendAsync(ZooKeeperRequest.Create($"/w/burst/{i}", [], ephemeral: true), Never)));

        await Eventually.HoldsAsync(() => Volatile.Read(ref seen) == 200, "all are seen");

        async Task ReadAsync()
        {
            int count = (await watching.SendAsync(ZooKeeperRequest.GetChildren("/w/burst", watch: false), Never)).Children().Count;
            InterlockedMax(ref seen, count);
        }
    }

    [Fact]
    public async Task A_watch_that_is_over_is_told_nothing()
    {
        ZooKeeperServer server = await servers.ZooKeeperAsync();
        await using var watching = new WatchingSession([server.Endpoint], Clock.System);
        await using var writer = new ZooKeeperSession([server.Endpoint], TimeSpan.FromSeconds(30), Clock.System);
        int over = 0;
        int other = 0;
        IAsyncDisposable watch = await watching.WatchAsync(["/w", "/w/over"], "/w/over", () => Interlocked.Increment(ref over), Never);
        await using IAsyncDisposable stays = await watching.WatchAsync(["/w", "/w/over"], "/w/over", () => Interlocked.Increment(ref other), Never);
        await watch.DisposeAsync();
        int before = Volatile.Read(ref over);
        int others = Volatile.Read(ref other);

        (await writer.SendAsync(ZooKeeperRequest.Create("/w/over/a", [], ephemeral: true), Never)).Checked();

        await Eventually.HoldsAsync(() => Volatile.Read(ref other) > others, "the other one is told");
        Assert.Equal(before, Volatile.Read(ref over));
    }

    [Fact]
    public async Task After_a_lost_connection_it_is_told_and_goes_on()
    {
        ZooKeeperServer server = await servers.ZooKeeperAsync();
        await using var relay = new Relay(server.Endpoint);
        await using var watching = new WatchingSession([relay.Endpoint], Clock.System);
        await using var writer = new ZooKeeperSession([server.Endpoint], TimeSpan.FromSeconds(30), Clock.System);
        int told = 0;
        await using IAsyncDisposable watch = await watching.WatchAsync(["/w", "/w/lost"], "/w/lost", () => Interlocked.Increment(ref told), Never);
        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > 0, "the first connection is told");
        relay.Cut();
        (await writer.SendAsync(ZooKeeperRequest.Create("/w/lost/meanwhile", [], ephemeral: true), Never)).Checked();
        int before = Volatile.Read(ref told);
        relay.Mend();

        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > before, "what happened meanwhile is told");
        before = Volatile.Read(ref told);
        (await writer.SendAsync(ZooKeeperRequest.Create("/w/lost/later", [], ephemeral: true), Never)).Checked();
        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > before, "what happens later is told");
    }

    [Fact]
    public async Task A_quiet_watch_keeps_its_session()
    {
        ZooKeeperServer server = await servers.ZooKeeperAsync();
        await using var relay = new Relay(server.Endpoint);
        await using var watching = new WatchingSession([relay.Endpoint], Clock.System);
        await using IAsyncDisposable watch = await watching.WatchAsync(["/w", "/w/quiet"], "/w/quiet", () => { }, Never);

        await Task.Delay(TimeSpan.FromSeconds(8));

        Assert.Equal(1, relay.Accepted);
    }

    [Fact]
    public async Task After_a_restart_with_its_data_lost_the_node_is_made_again_and_watched()
    {
        await using ZooKeeperServer server = await ZooKeeperServer.StartNewAsync();
        await using var watching = new WatchingSession([server.Endpoint], Clock.System);
        int told = 0;
        await using IAsyncDisposable watch = await watching.WatchAsync(["/w", "/w/data"], "/w/data", () => Interlocked.Increment(ref told), Never);
        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > 0, "the first connection is told");
        int before = Volatile.Read(ref told);

        await server.RestartEmptyAsync();

        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > before, "the new server's state is told");
        before = Volatile.Read(ref told);
        await using var writer = new ZooKeeperSession([server.Endpoint], TimeSpan.FromSeconds(30), Clock.System);
        (await writer.SendAsync(ZooKeeperRequest.Create("/w/data/a", [], ephemeral: true), Never)).Checked();
        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > before, "changes are told");
    }

    [Fact]
    public async Task While_the_ensemble_is_away_attempts_are_few()
    {
        ZooKeeperServer server = await servers.ZooKeeperAsync();
        await using var relay = new Relay(server.Endpoint);
        await using var watching = new WatchingSession([relay.Endpoint], Clock.System);
        await using IAsyncDisposable watch = await watching.WatchAsync(["/w", "/w/away"], "/w/away", () => { }, Never);
        relay.Cut();
        using var closing = new TcpListener(IPAddress.Loopback, relay.Endpoint.Port);
        closing.Start();
        int attempts = 0;
        _ = CountAsync();

        await Task.Delay(TimeSpan.FromSeconds(5));

        // Pauses of at least 50, 100, 200, 400 and then 500 ms.
        Assert.InRange(Volatile.Read(ref attempts), 3, 14);

        async Task CountAsync()
        {
            try
            {
                while (true)
                {
                    (await closing.AcceptSocketAsync()).Dispose();
                    Interlocked.Increment(ref attempts);
                }
            }
            catch (SocketException)
            {
                // The test is over.
            }
        }
    }

    private static void InterlockedMax(ref int value, int candidate)
    {
        int seen;
        while ((seen = Volatile.Read(ref value)) < candidate && Interlocked.CompareExchange(ref value, candidate, seen) != seen)
        {
        }
    }
}
