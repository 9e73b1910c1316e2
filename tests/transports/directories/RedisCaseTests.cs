using Bench.Harness.Addressing;
using Bench.Harness.Time;
using Bench.Tests.Support;
using Bench.Tests.Support.Servers;

namespace Bench.Tests.Transports.Directories;

/// <summary>The catalogue's cases of Redis: its wall clock, its lost messages, its late expiry.</summary>
[Collection(ProcessTests.Name)]
public sealed class RedisCaseTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    private static readonly ProviderViewOptions Guarded = new() { Guard = Lease, GuardAfterReturn = Lease };
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Case46_A_clock_that_jumps_200_s_ahead_evicts_nobody_for_the_consumers()
    {
        using ClockShim clock = await ClockShim.CompileAsync();
        await using RedisServer server = await RedisServer.StartNewAsync(clock);
        await using Registrations registrations = await Registrations.StartAsync("redis", server.Endpoint, "ahead", 5, Lease);
        await using Followers followers = await Followers.StartAsync("redis", server.Endpoint, "ahead", 3, Guarded);
        await followers.AllKnowAsync(registrations.Ids);
        var before = followers.Views[0].Current.Providers.ToDictionary(p => p.Id, p => p.Epoch);
        followers.StartCount();

        clock.Shift(TimeSpan.FromSeconds(200));

        await followers.AllAsync(set => set.Providers.All(p => p.Epoch > before[p.Id]), "all have registered anew");
        await followers.AllKnowAsync(registrations.Ids);
        Assert.Equal(5, followers.Fewest);
    }

    [Fact]
    public async Task Case46_A_clock_that_jumps_200_s_back_keeps_no_dead_provider()
    {
        using ClockShim clock = await ClockShim.CompileAsync();
        await using RedisServer server = await RedisServer.StartNewAsync(clock);
        await using Registrations registrations = await Registrations.StartAsync("redis", server.Endpoint, "back", 5, Lease);
        await using Followers followers = await Followers.StartAsync("redis", server.Endpoint, "back", 3, Guarded);
        await using IDirectory dying = await RealServers.OpenAsync("redis", server.Endpoint);
        await dying.RegisterAsync("back", "dead", new Endpoint("tcp", "127.0.0.1", 5000), Lease, Never);
        await followers.AllKnowAsync([.. registrations.Ids, "dead"]);
        followers.StartCount();
        long shiftedNs = Clock.System.NowNs;

        clock.Shift(TimeSpan.FromSeconds(-200));

        await followers.AllKnowAsync(registrations.Ids);
        // Found at the next read, then kept for a lease. Without that it would be 203 s.
        Assert.InRange((followers.LastChangeNs - shiftedNs) / 1e9, 0, 15);
        await Task.Delay(Lease + Lease);
        Assert.Equal(5, followers.Fewest);
        Assert.All(registrations.All, r => Assert.Equal(RegistrationState.Registered, r.State));
    }

    [Fact]
    public async Task Case47_Without_messages_the_next_read_heals()
    {
        await using RedisServer server = await RedisServer.StartNewAsync();
        await using Followers followers = await Followers.StartAsync("redis", server.Endpoint, "case47", 3, new ProviderViewOptions { RereadInterval = TimeSpan.FromSeconds(1) });
        using var stop = new CancellationTokenSource();
        Task killing = KillSubscriptionsAsync();
        await using Registrations registrations = await Registrations.StartAsync("redis", server.Endpoint, "case47", 1, TimeSpan.FromMinutes(1));
        long registeredNs = Clock.System.NowNs;

        await followers.AllKnowAsync("p1");

        Assert.InRange((followers.LastChangeNs - registeredNs) / 1e9, -1, 3);
        await stop.CancelAsync();
        await killing;

        async Task KillSubscriptionsAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                await server.AskAsync("CLIENT KILL TYPE pubsub");
            }
        }
    }

    [Fact]
    public async Task Case48_A_dead_provider_goes_though_redis_expires_nothing_by_itself()
    {
        await using RedisServer server = await RedisServer.StartNewAsync();
        Assert.Equal("+OK\r\n", await server.AskAsync("DEBUG SET-ACTIVE-EXPIRE 0"));
        await using Followers followers = await Followers.StartAsync("redis", server.Endpoint, "case48", 3, new ProviderViewOptions { RereadInterval = TimeSpan.FromMilliseconds(250) });
        await using Registrations registrations = await Registrations.StartAsync("redis", server.Endpoint, "case48", 2, Lease);
        await using IDirectory dying = await RealServers.OpenAsync("redis", server.Endpoint);
        long registeredNs = Clock.System.NowNs;
        await dying.RegisterAsync("case48", "dead", new Endpoint("tcp", "127.0.0.1", 5000), Lease, Never);
        await followers.AllKnowAsync([.. registrations.Ids, "dead"]);

        await followers.AllKnowAsync(registrations.Ids);

        Assert.InRange((followers.LastChangeNs - registeredNs) / 1e9, Lease.TotalSeconds - 0.1, Lease.TotalSeconds + 5);
    }
}
