using Bench.Harness.Addressing;
using Bench.Harness.Measure;
using Bench.Harness.Time;
using Bench.Tests.Support;

namespace Bench.Tests.Directories;

/// <summary>What every kind of directory has to do; those of the catalog, each with a server of its own.</summary>
[Collection(ProcessTests.Name)]
public sealed class DirectoryContractTests(DirectoryServers servers) : IClassFixture<DirectoryServers>
{
    private static readonly Endpoint Here = new("tcp", "127.0.0.1", 5000);
    private static readonly Endpoint There = new("unix", "/tmp/there.sock");
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortLease = TimeSpan.FromSeconds(2);
    private static readonly CancellationToken Never = CancellationToken.None;

    public static TheoryData<string> Kinds => DirectoryServers.Kinds;

    [Fact]
    public void Every_kind_with_leases_has_a_server_to_be_tested_with() =>
        Assert.Equal(DirectoryServers.Plugs.All<IDirectoryKind>().Select(k => k.Name).Where(n => n != "static").Order(StringComparer.Ordinal), Kinds.Select(k => k.Data));

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_provider_is_listed_until_it_is_removed(string kind)
    {
        await using IDirectory directory = await OpenAsync(kind);
        Assert.Empty(await ListAsync(directory, "listed"));

        Provider one = await directory.RegisterAsync("listed", "one", Here, Lease, Never);
        Provider two = await directory.RegisterAsync("listed", "two", There, Lease, Never);
        Assert.Equal(new Provider("one", one.Epoch, Here), one);
        Assert.Equal([one, two], await ListAsync(directory, "listed"));
        Assert.Equal(LeaseState.Renewed, await directory.RenewAsync("listed", one, Lease, Never));
        await directory.RemoveAsync("listed", one, Never);

        Assert.Equal([two], await ListAsync(directory, "listed"));
        Assert.Equal(LeaseState.Gone, await directory.RenewAsync("listed", one, Lease, Never));
        await directory.RemoveAsync("listed", one, Never);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Epochs_rise_over_replacement_removal_expiry_and_lost_data(string kind)
    {
        await using IDirectoryServer server = await DirectoryServers.StartNewAsync(kind);
        await using IDirectory directory = await DirectoryServers.OpenAsync(server.Address);
        var epochs = new List<long>();
        for (int i = 0; i < 3; i++)
        {
            epochs.Add((await directory.RegisterAsync("epochs", "one", Here, Lease, Never)).Epoch);
        }
        Provider removed = await directory.RegisterAsync("epochs", "one", Here, Lease, Never);
        await directory.RemoveAsync("epochs", removed, Never);
        Provider expired = await directory.RegisterAsync("epochs", "one", Here, ShortLease, Never);
        await Eventually.HoldsAsync(async () => (await ListAsync(directory, "epochs")).Length == 0, "the lease is over");
        Provider lost = await directory.RegisterAsync("epochs", "one", Here, Lease, Never);
        await server.StopAsync();
        await server.StartAsync();
        Assert.Equal(LeaseState.Gone, await BackAsync(() => directory.RenewAsync("epochs", lost, Lease, Never).AsTask()));
        Assert.Empty(await ListAsync(directory, "epochs"));
        Provider last = await directory.RegisterAsync("epochs", "one", Here, Lease, Never);

        epochs.AddRange([removed.Epoch, expired.Epoch, lost.Epoch, last.Epoch]);
        Assert.True(epochs[0] > 0);
        Assert.Equal(epochs.Distinct().Order(), epochs);
        Assert.Equal([last], await ListAsync(directory, "epochs"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_epoch_that_was_replaced_is_refused_whoever_brings_it(string kind)
    {
        await using IDirectory directory = await OpenAsync(kind);
        await using IDirectory other = await OpenAsync(kind);
        Provider old = await directory.RegisterAsync("refused", "one", Here, Lease, Never);
        Provider young = await other.RegisterAsync("refused", "one", There, Lease, Never);

        foreach (IDirectory client in (IDirectory[])[directory, other])
        {
            Assert.Equal(LeaseState.Superseded, await client.RenewAsync("refused", old, Lease, Never));
            await client.RemoveAsync("refused", old, Never);
            Assert.Equal([young], await ListAsync(client, "refused"));
        }
        Assert.Equal(LeaseState.Renewed, await other.RenewAsync("refused", young, Lease, Never));
        await other.RemoveAsync("refused", young, Never);
        Assert.Equal(LeaseState.Gone, await directory.RenewAsync("refused", old, Lease, Never));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_lease_ends_within_a_second_of_its_time_and_not_while_it_is_renewed(string kind)
    {
        await using IDirectory directory = await OpenAsync(kind);
        using var watchdog = new PauseWatchdog(Clock.System);
        long startNs = Clock.System.NowNs;
        Provider dead = await directory.RegisterAsync("leases", "dead", Here, ShortLease, Never);
        Provider alive = await directory.RegisterAsync("leases", "alive", Here, ShortLease, Never);
        long lastSeenNs = 0;

        await Eventually.HoldsAsync(
            async () =>
            {
                Assert.Equal(LeaseState.Renewed, await directory.RenewAsync("leases", alive, ShortLease, Never));
                long nowNs = Clock.System.NowNs;
                bool listed = (await ListAsync(directory, "leases")).Contains(dead);
                lastSeenNs = listed ? nowNs : lastSeenNs;
                return !listed;
            },
            "the lease is over");

        long goneNs = Clock.System.NowNs - startNs - watchdog.Between(startNs, Clock.System.NowNs).Sum(p => p.DurationNs);
        Assert.True(lastSeenNs - startNs > Clock.ToNs(ShortLease) * 3 / 4, "it ended too early");
        Assert.InRange(goneNs, 0, Clock.ToNs(ShortLease) + Clock.ToNs(TimeSpan.FromSeconds(1)));
        Assert.Equal([alive], await ListAsync(directory, "leases"));
        Assert.Equal(LeaseState.Gone, await directory.RenewAsync("leases", dead, ShortLease, Never));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_watch_tells_of_registering_replacing_removing_and_expiry(string kind)
    {
        await using IDirectory directory = await OpenAsync(kind);
        await using IDirectory watching = await OpenAsync(kind);
        int told = 0;
        await using IAsyncDisposable watch = await watching.WatchAsync("watched", () => Interlocked.Increment(ref told), Never);

        await ToldAsync("registering", async () => await directory.RegisterAsync("watched", "one", Here, Lease, Never));
        Provider? replaced = null;
        await ToldAsync("replacing", async () => replaced = await directory.RegisterAsync("watched", "one", There, Lease, Never));
        await ToldAsync("removing", async () => await directory.RemoveAsync("watched", replaced!, Never));
        await ToldAsync("registering again", async () => await directory.RegisterAsync("watched", "one", Here, ShortLease, Never));
        await ToldAsync("expiry", () => Eventually.HoldsAsync(async () => (await ListAsync(directory, "watched")).Length == 0, "the lease is over"));

        async Task ToldAsync(string what, Func<Task> act)
        {
            int before = Volatile.Read(ref told);
            await act();
            await Eventually.HoldsAsync(() => Volatile.Read(ref told) > before, $"the watch tells of {what}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_happens_right_after_watching_started_is_told(string kind)
    {
        await using IDirectory directory = await OpenAsync(kind);
        for (int i = 0; i < 20; i++)
        {
            int told = 0;
            await using IAsyncDisposable watch = await directory.WatchAsync($"early{i}", () => Interlocked.Increment(ref told), Never);
            await directory.RegisterAsync($"early{i}", "one", Here, Lease, Never);
            await Eventually.HoldsAsync(() => Volatile.Read(ref told) > 0, "the watch tells of what came right after");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_watch_that_outlives_the_directory_is_told_when_it_is_back(string kind)
    {
        await using IDirectoryServer server = await DirectoryServers.StartNewAsync(kind);
        await using IDirectory directory = await DirectoryServers.OpenAsync(server.Address);
        int told = 0;
        await using IAsyncDisposable watch = await directory.WatchAsync("back", () => Interlocked.Increment(ref told), Never);
        await server.StopAsync();
        int before = Volatile.Read(ref told);
        await server.StartAsync();

        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > before, "the watch tells that it is back");
        await using IDirectory other = await DirectoryServers.OpenAsync(server.Address);
        before = Volatile.Read(ref told);
        await other.RegisterAsync("back", "one", Here, Lease, Never);
        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > before, "the watch tells of changes again");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_watch_that_was_dropped_is_told_once_it_is_back(string kind)
    {
        await using IDirectoryServer server = await DirectoryServers.StartNewAsync(kind);
        await using IDirectory directory = await DirectoryServers.OpenAsync(server.Address);
        int told = 0;
        await using IAsyncDisposable watch = await directory.WatchAsync("dropped", () => Interlocked.Increment(ref told), Never);

        await server.DropWatchesAsync();

        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > 0, "the watch tells that it is back");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Many_services_at_once_do_not_mix(string kind)
    {
        await using IDirectory directory = await OpenAsync(kind);
        string[] services = [.. Enumerable.Range(0, 40).Select(i => $"Many.Services+I{i}"), "Many.Services", "many.services+i0"];

        Provider[][] registered = await Task.WhenAll(services.Select(async (service, i) => new[]
        {
            await directory.RegisterAsync(service, "one", Here with { Port = 1_000 + i }, Lease, Never),
            await directory.RegisterAsync(service, $"own{i}", There, Lease, Never),
        }));
        await directory.RemoveAsync(services[0], registered[0][0], Never);

        Assert.Equal([registered[0][1]], await ListAsync(directory, services[0]));
        foreach ((int i, string service) in services.Index().Skip(1))
        {
            Assert.Equal(registered[i], await ListAsync(directory, service));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Case53_hostile_records_are_skipped_and_counted_and_the_rest_shown(string kind)
    {
        IDirectoryServer server = await servers.OfAsync(kind);
        await using IDirectory directory = await DirectoryServers.OpenAsync(server.Address);
        Provider good = await directory.RegisterAsync("hostile", "good", Here, Lease, Never);
        string[] hostile =
        [
            "{}", "not json", "\"\\ud800\"", new string('x', 10_000), new string('[', 900),
            """{"id":"<script>alert(1)</script>","epoch":1,"endpoint":"127.0.0.1:1"}""", """{"id":"a","epoch":1,"endpoint":"unix:/\u001b[2J"}""",
        ];
        foreach (string record in hostile)
        {
            await server.PlantAsync("hostile", record);
        }

        await using ProviderView view = await ProviderView.StartAsync(directory, "hostile");

        Assert.Equal([good], view.Current.Providers);
        Assert.Equal(hostile.Length, view.Current.Skipped);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Clients_at_once_each_get_what_they_registered(string kind)
    {
        IDirectory[] clients = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync(kind)));
        Provider[][] own = await Task.WhenAll(clients.Select(async (client, c) =>
        {
            var kept = new List<Provider>();
            for (int i = 0; i < 20; i++)
            {
                Provider provider = await client.RegisterAsync("concurrent", $"c{c}-{i}", Here, Lease, Never);
                Assert.Equal(LeaseState.Renewed, await client.RenewAsync("concurrent", provider, Lease, Never));
                if (i % 2 == 0)
                {
                    await client.RemoveAsync("concurrent", provider, Never);
                }
                else
                {
                    kept.Add(provider);
                }
            }
            return kept.ToArray();
        }));
        Provider[] wanted = [.. own.SelectMany(p => p).OrderBy(p => p.Id, StringComparer.Ordinal)];
        Assert.All(await Task.WhenAll(clients.Select(c => ListAsync(c, "concurrent"))), listed => Assert.Equal(wanted, listed));

        Provider[] rivals = await Task.WhenAll(clients.Select((c, i) => c.RegisterAsync("concurrent", "rival", Here with { Port = 1 + i }, Lease, Never).AsTask()));
        Provider winner = rivals.MaxBy(p => p.Epoch)!;
        Assert.Equal(rivals.Length, rivals.Select(p => p.Epoch).Distinct().Count());
        foreach ((IDirectory client, Provider rival) in clients.Zip(rivals))
        {
            Assert.Equal(rival == winner ? LeaseState.Renewed : LeaseState.Superseded, await client.RenewAsync("concurrent", rival, Lease, Never));
        }
        Assert.Equal(winner, (await ListAsync(clients[0], "concurrent")).Single(p => p.Id == "rival"));
        foreach (IDirectory client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_directory_that_is_away_fails_every_operation_with_its_address_and_works_again_afterwards(string kind)
    {
        await using IDirectoryServer server = await DirectoryServers.StartNewAsync(kind);
        await using IDirectory directory = await DirectoryServers.OpenAsync(server.Address);
        Provider provider = await directory.RegisterAsync("away", "one", Here, Lease, Never);
        await server.StopAsync();

        foreach (Func<Task> operation in Operations(directory, provider, Never))
        {
            DirectoryException e = await Assert.ThrowsAsync<DirectoryException>(() => operation().WaitAsync(TimeSpan.FromSeconds(30)));
            Assert.Contains(server.Address.ToString(), e.Message, StringComparison.Ordinal);
        }

        await server.StartAsync();
        Provider again = await BackAsync(() => directory.RegisterAsync("away", "one", Here, Lease, Never).AsTask());
        Assert.Equal([again], await ListAsync(directory, "away"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Operations_can_be_cancelled(string kind)
    {
        await using IDirectory directory = await OpenAsync(kind);
        Provider provider = await directory.RegisterAsync("cancelled", "one", Here, Lease, Never);

        foreach (Func<Task> operation in Operations(directory, provider, new CancellationToken(canceled: true)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(operation);
        }

        Assert.Equal(LeaseState.Renewed, await directory.RenewAsync("cancelled", provider, Lease, Never));
    }

    private static Func<Task>[] Operations(IDirectory directory, Provider provider, CancellationToken cancellation) =>
    [
        () => directory.ListAsync("cancelled", cancellation).AsTask(),
        () => directory.RenewAsync("cancelled", provider, Lease, cancellation).AsTask(),
        () => directory.RegisterAsync("cancelled", "two", There, Lease, cancellation).AsTask(),
        () => directory.RemoveAsync("cancelled", provider, cancellation).AsTask(),
        () => directory.WatchAsync("cancelled", () => { }, cancellation).AsTask(),
    ];

    private async Task<IDirectory> OpenAsync(string kind) => await DirectoryServers.OpenAsync((await servers.OfAsync(kind)).Address);

    private static async Task<Provider[]> ListAsync(IDirectory directory, string service) =>
        [.. (await directory.ListAsync(service, Never)).Select(r => Provider.FromRecord(r)!).OrderBy(p => p.Id, StringComparer.Ordinal)];

    /// <summary>Tries until the client has found back to the directory.</summary>
    private static async Task<T> BackAsync<T>(Func<Task<T>> operation)
    {
        T? result = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    result = await operation();
                    return true;
                }
                catch (DirectoryException)
                {
                    return false;
                }
            },
            "the directory is back");
        return result!;
    }
}
