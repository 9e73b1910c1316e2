using Bench.Harness.Addressing;
using Bench.Harness.Measure;
using Bench.Harness.Time;
using Bench.Tests.Support;

namespace Bench.Tests.Directories;

/// <summary>The catalogue's cases of registries, over every kind of directory: dead and stopped providers, lost data, lost watches, absence.</summary>
[Collection(ProcessTests.Name)]
public sealed class RegistryCaseTests(DirectoryServers servers) : IClassFixture<DirectoryServers>
{
    private static readonly RegistrationOptions Lease = new() { Lease = TimeSpan.FromSeconds(2) };
    private static readonly RegistrationOptions DefaultLease = new();

    public static TheoryData<string> Kinds => DirectoryServers.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Case43_a_killed_provider_is_gone_for_all_within_its_lease_and_a_second(string kind)
    {
        await using var registry = new Registry((await servers.OfAsync(kind)).Address, "case43");
        await registry.ViewAsync(4);
        await registry.ProvideAsync(Lease, "a", "b", "c");
        await registry.AllKnowAsync("a", "b", "c");
        using var watchdog = new PauseWatchdog(Clock.System);

        long killedNs = Clock.System.NowNs;
        registry.Gate("b").Stop();
        await registry.AllKnowAsync("a", "c");

        long pausedNs = watchdog.Between(killedNs, Clock.System.NowNs).Sum(p => p.DurationNs);
        Assert.InRange((registry.Views.Max(v => v.LastChangeNs) - killedNs - pausedNs) / 1e9, 0, Lease.Lease.TotalSeconds + 1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Case44_a_provider_stopped_beyond_its_lease_comes_back_with_a_higher_epoch_and_the_old_one_counts_no_more(string kind)
    {
        await using var registry = new Registry((await servers.OfAsync(kind)).Address, "case44");
        await registry.ViewAsync(2);
        await registry.ProvideAsync(Lease, "a");
        await registry.AllKnowAsync("a");
        Provider before = registry.Views[0].Current.Providers[0];

        registry.Gate("a").Stop();
        await registry.AllKnowAsync();
        registry.Gate("a").Continue();
        await registry.AllKnowAsync("a");

        Provider after = registry.Views[0].Current.Providers[0];
        Assert.True(after.Epoch > before.Epoch, $"{before.Epoch}, then {after.Epoch}");
        await Eventually.HoldsAsync(() => registry.Registrations.Single().Provider == after, "the provider knows its epoch");
        await using IDirectory directory = await registry.OpenAsync();
        Assert.Equal(LeaseState.Superseded, await directory.RenewAsync("case44", before, Lease.Lease, CancellationToken.None));
        await directory.RemoveAsync("case44", before, CancellationToken.None);
        Assert.Equal([after.ToRecord()], await directory.ListAsync("case44", CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Case44_a_provider_replaced_while_it_was_stopped_stays_away(string kind)
    {
        await using var registry = new Registry((await servers.OfAsync(kind)).Address, "case44-replaced");
        await registry.ViewAsync(2);
        await registry.ProvideAsync(Lease, "a");
        registry.Gate("a").Stop();
        await using IDirectory directory = await registry.OpenAsync();
        Provider heir = await directory.RegisterAsync("case44-replaced", "a", new Endpoint("tcp", "127.0.0.1", 9), TimeSpan.FromMinutes(1), CancellationToken.None);
        registry.Gate("a").Continue();

        await Eventually.HoldsAsync(() => registry.Registrations.Single().State == RegistrationState.Superseded, "the old one stops");
        await registry.AllKnowAsync("a");
        Assert.All(registry.Views, v => Assert.Equal([heir], v.Current.Providers));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Case45_after_a_restart_without_data_all_are_back_within_two_heartbeats_and_nobody_missed_one(string kind)
    {
        await using IDirectoryServer server = await DirectoryServers.StartNewAsync(kind);
        await using var registry = new Registry(server.Address, "case45");
        await registry.ProvideAsync(DefaultLease, "a", "b", "c", "d", "e");
        await registry.ViewAsync(2);
        await registry.AllKnowAsync("a", "b", "c", "d", "e");
        var before = registry.Views[0].Current.Providers.ToDictionary(p => p.Id, p => p.Epoch);
        await using IDirectory directory = await registry.OpenAsync();
        using var watchdog = new PauseWatchdog(Clock.System);

        await server.StopAsync();
        await Eventually.HoldsAsync(() => registry.Views.TrueForAll(v => v.Current.IsStale), "everybody notices that the directory is away");
        await server.StartAsync();
        long startNs = Clock.System.NowNs;
        await using IDirectory fresh = await registry.OpenAsync();
        await Eventually.HoldsAsync(async () => (await fresh.ListAsync("case45", CancellationToken.None)).Count == 5, "all are registered again");

        long tookNs = Clock.System.NowNs - startNs - watchdog.Between(startNs, Clock.System.NowNs).Sum(p => p.DurationNs);
        Assert.InRange(tookNs / 1e9, 0, 2 * DefaultLease.Heartbeat.TotalSeconds);
        await registry.AllKnowAsync("a", "b", "c", "d", "e");
        await Eventually.HoldsAsync(() => registry.Views.TrueForAll(v => v.Current.Providers.All(p => p.Epoch > before[p.Id])), "everybody knows the new epochs");
        Assert.Equal(5, registry.Fewest);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Case47_with_the_watches_dropped_reading_again_heals_within_an_interval(string kind)
    {
        await using IDirectoryServer server = await DirectoryServers.StartNewAsync(kind);
        await using var registry = new Registry(server.Address, "case47");
        await registry.ViewAsync(2);
        await registry.ProvideAsync(DefaultLease, "a");
        await registry.AllKnowAsync("a");
        using var watchdog = new PauseWatchdog(Clock.System);

        await server.DropWatchesAsync();
        long startNs = Clock.System.NowNs;
        await registry.ProvideAsync(DefaultLease, "b");
        await registry.AllKnowAsync("a", "b");

        long tookNs = registry.Views.Max(v => v.LastChangeNs) - startNs - watchdog.Between(startNs, Clock.System.NowNs).Sum(p => p.DurationNs);
        Assert.InRange(tookNs / 1e9, 0, new ProviderViewOptions().RereadInterval.TotalSeconds + 0.5);
        Assert.All(registry.Views, v => Assert.False(v.Current.IsStale));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Case51_while_the_directory_is_down_the_last_list_stands_marked_stale(string kind)
    {
        await using IDirectoryServer server = await DirectoryServers.StartNewAsync(kind);
        await using var registry = new Registry(server.Address, "case51");
        await registry.ProvideAsync(Lease, "a", "b");
        await registry.ViewAsync(2);
        await registry.AllKnowAsync("a", "b");

        await server.StopAsync();
        await Eventually.HoldsAsync(() => registry.Views.TrueForAll(v => v.Current.IsStale), "everybody notices that the directory is away");
        await Eventually.HoldsAsync(() => registry.Registrations.All(r => r.State == RegistrationState.Unregistered), "every lease is over");
        long[] reads = [.. registry.Views.Select(v => v.Reads)];
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.All(registry.Views, v => Assert.Equal(["a", "b"], v.Current.Providers.Select(p => p.Id)));
        Assert.All(registry.Views, v => Assert.Contains(server.Address.ToString(), v.LastFailure, StringComparison.Ordinal));
        Assert.All(registry.Views.Zip(reads), v => Assert.InRange(v.First.Reads - v.Second, 0, 8));

        await server.StartAsync();
        await registry.AllKnowAsync("a", "b");
        Assert.Equal(2, registry.Fewest);
    }

    /// <summary>Providers and consumers of one service, each with a client of the directory of its own.</summary>
    private sealed class Registry(DirectoryAddress address, string service) : IAsyncDisposable
    {
        private readonly Dictionary<string, (GatedDirectory Gate, ProviderRegistration Registration)> _providers = [];
        private readonly List<IDirectory> _viewing = [];
        private int _port = 5_000;
        private int _fewest = int.MaxValue;

        public List<ProviderView> Views { get; } = [];

        public IEnumerable<ProviderRegistration> Registrations => _providers.Values.Select(p => p.Registration);

        /// <summary>The fewest providers that a view has had once it had any.</summary>
        public int Fewest => Volatile.Read(ref _fewest);

        public GatedDirectory Gate(string id) => _providers[id].Gate;

        public async Task<IDirectory> OpenAsync() => await DirectoryServers.OpenAsync(address);

        public async Task ProvideAsync(RegistrationOptions options, params string[] ids)
        {
            foreach (string id in ids)
            {
                var gate = new GatedDirectory(await OpenAsync());
                ProviderRegistration registration = await ProviderRegistration.StartAsync(gate, service, id, new Endpoint("tcp", "127.0.0.1", ++_port), options);
                _providers.Add(id, (gate, registration));
            }
        }

        public async Task ViewAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                IDirectory directory = await OpenAsync();
                ProviderView view = await ProviderView.StartAsync(directory, service);
                Note(view);
                view.Changed += () => Note(view);
                _viewing.Add(directory);
                Views.Add(view);
            }
        }

        public Task AllKnowAsync(params string[] ids) => Eventually.HoldsAsync(
            () => Views.TrueForAll(v => v.Current is { IsStale: false, IsGuarded: false } set && set.Providers.Select(p => p.Id).SequenceEqual(ids)),
            $"everybody knows [{string.Join(", ", ids)}]");

        public async ValueTask DisposeAsync()
        {
            foreach ((GatedDirectory gate, ProviderRegistration registration) in _providers.Values)
            {
                await registration.DisposeAsync();
                await gate.DisposeAsync();
            }
            foreach (ProviderView view in Views)
            {
                await view.DisposeAsync();
            }
            foreach (IDirectory directory in _viewing)
            {
                await directory.DisposeAsync();
            }
        }

        private void Note(ProviderView view)
        {
            lock (_viewing)
            {
                _fewest = view.LastChangeNs == 0 ? _fewest : Math.Min(_fewest, view.Current.Providers.Count);
            }
        }
    }
}
