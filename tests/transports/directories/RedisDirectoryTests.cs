using Bench.Harness.Addressing;
using Bench.Tests.Directories;
using Bench.Tests.Support;
using Bench.Tests.Support.Servers;

namespace Bench.Tests.Transports.Directories;

/// <summary>What is particular about Redis: its clock, its messages, what it leaves behind.</summary>
[Collection(ProcessTests.Name)]
public sealed class RedisDirectoryTests(DirectoryServers servers) : IClassFixture<DirectoryServers>
{
    private static readonly Endpoint Here = new("tcp", "127.0.0.1", 5000);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task The_id_of_a_record_that_has_gone_is_forgotten()
    {
        RedisServer server = await servers.RedisAsync();
        await using IDirectory directory = await RealServers.OpenAsync("redis", server.Endpoint);
        await directory.RegisterAsync("forgotten", "short", Here, TimeSpan.FromMilliseconds(50), Never);
        await directory.RegisterAsync("forgotten", "long", Here, Lease, Never);
        Assert.StartsWith(":2", await server.AskAsync("SCARD rpcbench:{forgotten}:ids"), StringComparison.Ordinal);

        await Eventually.HoldsAsync(async () => (await directory.ListAsync("forgotten", Never)).Count == 1, "the lease is over");

        Assert.StartsWith(":1", await server.AskAsync("SCARD rpcbench:{forgotten}:ids"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_key_goes_some_day()
    {
        RedisServer server = await servers.RedisAsync();
        await using IDirectory directory = await RealServers.OpenAsync("redis", server.Endpoint);
        Provider provider = await directory.RegisterAsync("tidy", "one", Here, Lease, Never);

        await directory.RemoveAsync("tidy", provider, Never);

        string keys = await server.AskAsync("KEYS rpcbench:{tidy}*");
        Assert.StartsWith("*1\r\n", keys, StringComparison.Ordinal);
        Assert.Contains("rpcbench:{tidy}:epoch:one", keys, StringComparison.Ordinal);
        Assert.NotEqual(":-1\r\n", await server.AskAsync("TTL rpcbench:{tidy}:epoch:one"));
    }

    [Fact]
    public async Task Registering_and_removing_is_told_and_renewing_is_not()
    {
        RedisServer server = await servers.RedisAsync();
        await using IDirectory directory = await RealServers.OpenAsync("redis", server.Endpoint);
        int told = 0;
        await using IAsyncDisposable watch = await directory.WatchAsync("told", () => Interlocked.Increment(ref told), Never);
        await server.AskAsync("CONFIG RESETSTAT");

        Provider provider = await directory.RegisterAsync("told", "one", Here, Lease, Never);
        await Eventually.HoldsAsync(() => Volatile.Read(ref told) >= 1, "the registration is told");
        int before = Volatile.Read(ref told);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(LeaseState.Renewed, await directory.RenewAsync("told", provider, Lease, Never));
        }
        await directory.RemoveAsync("told", provider with { Epoch = provider.Epoch - 1 }, Never);
        await directory.RemoveAsync("told", provider, Never);
        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > before, "the removal is told");
        Assert.Contains("cmdstat_publish:calls=2,", await server.AskAsync("INFO commandstats"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_that_lost_its_connection_is_told_when_it_is_back()
    {
        RedisServer server = await servers.RedisAsync();
        await using IDirectory directory = await RealServers.OpenAsync("redis", server.Endpoint);
        int told = 0;
        await using IAsyncDisposable watch = await directory.WatchAsync("back", () => Interlocked.Increment(ref told), Never);

        for (int i = 0; i < 3; i++)
        {
            int before = Volatile.Read(ref told);
            Assert.Equal(":1\r\n", await server.AskAsync("CLIENT KILL TYPE pubsub"));

            await Eventually.HoldsAsync(() => Volatile.Read(ref told) > before, "that it is back is told");
            before = Volatile.Read(ref told);
            await directory.RegisterAsync("back", "one", Here, Lease, Never);
            await Eventually.HoldsAsync(() => Volatile.Read(ref told) > before, "what comes afterwards is told");
        }
    }

    [Fact]
    public async Task A_lease_that_a_clock_set_back_made_longer_is_cut_to_its_length()
    {
        using ClockShim clock = await ClockShim.CompileAsync();
        await using RedisServer server = await RedisServer.StartNewAsync(clock);
        await using IDirectory directory = await RealServers.OpenAsync("redis", server.Endpoint);
        Provider dead = await directory.RegisterAsync("s", "dead", Here, TimeSpan.FromSeconds(2), Never);

        clock.Shift(TimeSpan.FromSeconds(-200));

        Assert.Equal([dead.ToRecord()], await directory.ListAsync("s", Never));
        string left = await server.AskAsync("TTL rpcbench:{s}:provider:dead");
        Assert.InRange(int.Parse(left.Trim(':', '\r', '\n')), 0, 2);
        await Eventually.HoldsAsync(async () => (await directory.ListAsync("s", Never)).Count == 0, "the lease is over");
        Provider again = await directory.RegisterAsync("s", "dead", Here, Lease, Never);
        Assert.True(again.Epoch > dead.Epoch);
    }
}
