using Bench.Harness.Addressing;
using Bench.Tests.Support;
using static Bench.Tests.Harness.Addressing.VirtualDirectory;

namespace Bench.Tests.Harness.Addressing;

/// <summary>A consumer's side, in virtual time.</summary>
public sealed class ProviderViewTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    [Fact]
    public Task It_shows_what_is_there_and_follows_what_changes() => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        Register(directory, "b");
        await using ProviderView view = await StartAsync(directory.Connect(), time);
        var seen = new List<string>();
        view.Changed += () => seen.Add(Ids(view));
        Assert.Equal("b", Ids(view));

        Register(directory, "a");
        time.Advance(60);
        Provider c = Register(directory, "c");
        time.Advance(60);
        directory.Table.Remove(Service, "c", c.Epoch);
        time.Advance(60);

        Assert.Equal(["ab", "abc", "ab"], seen);
        Assert.Equal(3, view.Hints);
        Assert.Equal(4, view.Reads);
        Assert.InRange(time.GetTimestamp() - view.LastChangeNs, 0, 60_000_000);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Case49_a_change_between_watching_and_listing_is_not_missed(bool vanishes) => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        Provider old = Register(directory, "a");
        Link link = directory.Connect();
        link.AfterList = () =>
        {
            if (vanishes)
            {
                directory.Table.Remove(Service, "a", old.Epoch);
            }
            else
            {
                Register(directory, "b");
            }
        };

        await using ProviderView view = await StartAsync(link, time);
        Assert.Equal("a", Ids(view));
        time.Advance(60);

        Assert.Equal(vanishes ? "" : "ab", Ids(view));
        Assert.Equal(2, view.Reads);
    });

    [Fact]
    public Task Hints_are_coalesced() => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        Link link = directory.Connect();
        await using ProviderView view = await StartAsync(link, time);
        Link other = directory.Connect();

        for (int i = 0; i < 1_000; i++)
        {
            await other.RegisterAsync(Service, $"p{i}", new Endpoint("tcp", "127.0.0.1", 1), Lease, CancellationToken.None);
        }
        Assert.Equal(1_000, view.Hints);
        time.Advance(10);

        Assert.Equal(2, view.Reads);
        Assert.Equal(1_000, view.Current.Providers.Count);
    });

    [Fact]
    public Task Case47_with_every_hint_lost_reading_again_heals_within_an_interval() => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        Link link = directory.Connect();
        await using ProviderView view = await StartAsync(link, time);
        link.IsDeaf = true;
        time.Advance(333);

        Register(directory, "a");
        TimeSpan gap = time.AdvanceUntil(() => Ids(view) == "a", TimeSpan.FromSeconds(5));

        Assert.Equal(0, view.Hints);
        Assert.InRange(gap.TotalMilliseconds, 600, 1_000);
    });

    [Theory]
    [InlineData(Fault.Refused)]
    [InlineData(Fault.Lost)]
    internal Task Case51_the_last_list_stays_marked_stale_for_ten_minutes_at_little_cost(Fault fault) => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        Link link = directory.Connect();
        Link provider = directory.Connect();
        await using ProviderRegistration registration = await ProviderRegistration.StartAsync(provider, Service, "a", new Endpoint("tcp", "127.0.0.1", 1), clock: time.Clock);
        await using ProviderView view = await StartAsync(link, time);
        bool emptied = false;
        view.Changed += () => emptied |= view.Current.Providers.Count == 0;
        int before = link.Calls;

        provider.Fault = link.Fault = fault;
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(view.Current.IsStale);
        Assert.NotNull(view.LastFailure);
        time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal("a", Ids(view));
        Assert.True(view.Current.IsStale);
        Assert.InRange(link.Calls - before, 100, 1_225);
        directory.LoseData();
        provider.Fault = Fault.None;
        time.Advance(TimeSpan.FromSeconds(2));
        link.Fault = Fault.None;
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(registration.Provider, view.Current.Providers.Single());
        Assert.False(view.Current.IsStale);
        Assert.Null(view.LastFailure);
        Assert.False(emptied);
    });

    [Fact]
    public Task A_directory_that_is_away_at_the_start_is_waited_for() => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        Register(directory, "a", lease: TimeSpan.FromHours(1));
        Link link = directory.Connect();
        link.Fault = Fault.Refused;

        await using ProviderView view = await StartAsync(link, time);
        Assert.True(view.Current.IsStale);
        Assert.Empty(view.Current.Providers);
        time.Advance(TimeSpan.FromSeconds(20));
        link.Fault = Fault.None;
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a", Ids(view));
        Register(directory, "b");
        time.Advance(60);

        Assert.Equal("ab", Ids(view));
        Assert.False(view.Current.IsStale);
    });

    [Fact]
    public Task Case43_a_dead_provider_is_gone_a_second_after_its_lease_and_dead_ones_of_a_group_two() => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        await using ProviderView view = await StartAsync(directory.Connect(), time);
        foreach (string id in (string[])["a", "b", "c", "d"])
        {
            Register(directory, id, lease: TimeSpan.FromHours(1));
        }
        Register(directory, "e");

        TimeSpan single = time.AdvanceUntil(() => Ids(view) == "abcd", TimeSpan.FromSeconds(10));
        Register(directory, "f");
        Register(directory, "g");
        time.Advance(60);
        TimeSpan group = time.AdvanceUntil(() => Ids(view) == "abcd", TimeSpan.FromSeconds(10));

        Assert.InRange(single.TotalMilliseconds, 3_000, 3_100);
        Assert.InRange(group.TotalMilliseconds, 3_900, 4_100);
    });

    [Fact]
    public Task Case52_most_of_a_group_that_vanishes_is_kept_and_flagged_until_confirmed() => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        await using ProviderView view = await StartAsync(directory.Connect(), time);
        var sets = new List<(string Ids, bool IsGuarded)>();
        Provider[] all = [.. "abcdefghij".Select(id => Register(directory, $"{id}", lease: TimeSpan.FromHours(1)))];
        time.Advance(60);
        view.Changed += () => sets.Add((Ids(view), view.Current.IsGuarded));

        foreach (Provider provider in all[..2])
        {
            directory.Table.Remove(Service, provider.Id, provider.Epoch);
        }
        time.Advance(60);
        Assert.Equal([("abcdefghij", true)], sets);
        Register(directory, "a");
        time.Advance(900);
        Assert.Equal([("abcdefghij", true), ("abcdefghij", true)], sets);
        time.Advance(100);

        Assert.Equal(("acdefghij", false), sets[^1]);
        Assert.Equal(3, sets.Count);
    });

    [Fact]
    public Task Disposed_of_it_reads_no_more() => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        Link link = directory.Connect();
        ProviderView view = await StartAsync(link, time);
        await view.DisposeAsync();
        int calls = link.Calls;

        Register(directory, "a");
        time.Advance(TimeSpan.FromSeconds(10));
        await view.DisposeAsync();

        Assert.Equal(calls, link.Calls);
        Assert.Equal(0, view.Hints);
    });

    [Fact]
    public Task Starting_can_be_given_up() => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        Link link = directory.Connect();
        link.Fault = Fault.Lost;
        using var cancellation = new CancellationTokenSource();

        Task<ProviderView> starting = ProviderView.StartAsync(link, Service, clock: time.Clock, cancellation: cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
    });

    [Theory]
    [InlineData(9, 0.15, 1_000)]
    [InlineData(3_600_001, 0.15, 1_000)]
    [InlineData(1_000, -0.1, 1_000)]
    [InlineData(1_000, 1.1, 1_000)]
    [InlineData(1_000, double.NaN, 1_000)]
    [InlineData(1_000, 0.15, -1)]
    public Task Options_out_of_range_are_refused(double rereadMs, double share, double guardMs) => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        var options = new ProviderViewOptions { RereadInterval = TimeSpan.FromMilliseconds(rereadMs), GuardShare = share, Guard = TimeSpan.FromMilliseconds(guardMs) };

        await Assert.ThrowsAsync<ArgumentException>(() => ProviderView.StartAsync(directory.Connect(), Service, options, time.Clock));
    });

    private static Task<ProviderView> StartAsync(Link link, VirtualTime time) => ProviderView.StartAsync(link, Service, clock: time.Clock);

    private static Provider Register(VirtualDirectory directory, string id, TimeSpan? lease = null) =>
        directory.Table.Register(Service, id, new Endpoint("tcp", "127.0.0.1", 1), lease ?? Lease);

    private static string Ids(ProviderView view) => string.Concat(view.Current.Providers.Select(p => p.Id));
}
