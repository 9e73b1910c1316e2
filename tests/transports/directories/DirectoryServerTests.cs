using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Time;
using Bench.Tests.Directories;
using Bench.Tests.Support;
using Bench.Tests.Support.Servers;

namespace Bench.Tests.Transports.Directories;

/// <summary>What is particular about directories that are servers of their own: names, races, silence, absence, lost data.</summary>
[Collection(ProcessTests.Name)]
public sealed class DirectoryServerTests(DirectoryServers servers) : IClassFixture<DirectoryServers>
{
    private static readonly Endpoint Here = new("tcp", "127.0.0.1", 5000);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly CancellationToken Never = CancellationToken.None;

    public static TheoryData<string> Kinds => RealServers.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Names_of_any_characters_are_kept_apart(string kind)
    {
        await using IDirectory directory = await RealServers.OpenAsync(kind, (await servers.RealAsync(kind)).Endpoint);
        string[] services = ["a", "a/b", "a:b", "a{b}", "a}:provider:x", ".", "..", "a%2Fb", "Outer+Inner`1[[System.Int32]]", "dé\n", "*", "a/b/providers"];
        string[] ids = ["a", ".", "..", "-", "A"];

        foreach (string service in services)
        {
            foreach (string id in ids)
            {
                await directory.RegisterAsync(service, id, Here, Lease, Never);
            }
        }

        foreach (string service in services)
        {
            Assert.Equal(ids.Order(StringComparer.Ordinal), (await ReadAsync(directory, service)).Select(p => p.Id));
        }
        await directory.RemoveAsync("a/b", (await ReadAsync(directory, "a/b"))[0], Never);
        Assert.Equal(ids.Length - 1, (await ReadAsync(directory, "a/b")).Length);
        Assert.Equal(ids.Length, (await ReadAsync(directory, "a%2Fb")).Length);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Of_many_who_register_an_id_at_once_the_last_counted_stands(string kind)
    {
        await using IDirectory directory = await RealServers.OpenAsync(kind, (await servers.RealAsync(kind)).Endpoint);
        await using IDirectory other = await RealServers.OpenAsync(kind, (await servers.RealAsync(kind)).Endpoint);

        for (int round = 0; round < 5; round++)
        {
            Provider[] registered = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
                (i % 2 == 0 ? directory : other).RegisterAsync("race", "one", Here with { Port = 5000 + i }, Lease, Never).AsTask()));

            Provider highest = registered.MaxBy(p => p.Epoch)!;
            Assert.Equal(8, registered.Select(p => p.Epoch).Distinct().Count());
            Assert.Equal([highest], await ReadAsync(directory, "race"));
            IDirectory owner = highest.Endpoint.Port % 2 == 0 ? directory : other;
            Assert.Equal(LeaseState.Renewed, await owner.RenewAsync("race", highest, Lease, Never));
            Assert.All(registered.Where(p => p != highest), p => Assert.True(p.Epoch < highest.Epoch));
            foreach (Provider replaced in registered.Where(p => p != highest))
            {
                Assert.Equal(LeaseState.Superseded, await directory.RenewAsync("race", replaced, Lease, Never));
                await other.RemoveAsync("race", replaced, Never);
            }
            Assert.Equal([highest], await ReadAsync(other, "race"));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Another_client_may_remove_but_only_that_epoch(string kind)
    {
        await using IDirectory directory = await RealServers.OpenAsync(kind, (await servers.RealAsync(kind)).Endpoint);
        await using IDirectory other = await RealServers.OpenAsync(kind, (await servers.RealAsync(kind)).Endpoint);
        Provider first = await directory.RegisterAsync("removal", "one", Here, Lease, Never);
        Provider second = await directory.RegisterAsync("removal", "one", Here, Lease, Never);

        await other.RemoveAsync("removal", first, Never);
        Assert.Equal([second], await ReadAsync(directory, "removal"));

        await other.RemoveAsync("removal", second, Never);
        Assert.Empty(await ReadAsync(directory, "removal"));
        Assert.Equal(LeaseState.Gone, await directory.RenewAsync("removal", second, Lease, Never));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_removed_provider_takes_no_other_along(string kind)
    {
        await using IDirectory directory = await RealServers.OpenAsync(kind, (await servers.RealAsync(kind)).Endpoint);
        Provider one = await directory.RegisterAsync("several", "one", Here, Lease, Never);
        Provider two = await directory.RegisterAsync("several", "two", Here, Lease, Never);

        await directory.RemoveAsync("several", one, Never);

        Assert.Equal([two], await ReadAsync(directory, "several"));
        Assert.Equal(LeaseState.Renewed, await directory.RenewAsync("several", two, Lease, Never));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_server_that_stands_still_fails_every_operation_soon_and_heals(string kind)
    {
        await using RealServer server = await RealServers.StartNewAsync(kind);
        await using IDirectory directory = await RealServers.OpenAsync(kind, server.Endpoint);
        Provider provider = await directory.RegisterAsync("s", "one", Here, Lease, Never);
        await using IAsyncDisposable watch = await directory.WatchAsync("s", () => { }, Never);
        await server.FreezeAsync();

        foreach (Func<Task> operation in (Func<Task>[])
        [
            () => directory.ListAsync("s", Never).AsTask(), () => directory.RenewAsync("s", provider, Lease, Never).AsTask(),
            () => directory.RegisterAsync("s", "two", Here, Lease, Never).AsTask(), () => directory.WatchAsync("t", () => { }, Never).AsTask(),
            () => directory.RemoveAsync("s", provider with { Epoch = provider.Epoch + 1 }, Never).AsTask(),
        ])
        {
            DirectoryException e = await Assert.ThrowsAsync<DirectoryException>(operation).WaitAsync(TimeSpan.FromSeconds(20));
            Assert.Contains($"{kind}://{server.Endpoint}", e.Message, StringComparison.Ordinal);
        }

        await server.ThawAsync();
        Assert.Equal(LeaseState.Renewed, await ComesBackAsync(() => directory.RenewAsync("s", provider, Lease, Never).AsTask()));
        Assert.Contains(provider, await ComesBackAsync(() => ReadAsync(directory, "s")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Connections_that_became_silent_are_replaced(string kind)
    {
        await using var relay = new Relay((await servers.RealAsync(kind)).Endpoint);
        await using IDirectory directory = await RealServers.OpenAsync(kind, relay.Endpoint);
        await using IDirectory other = await RealServers.OpenAsync(kind, (await servers.RealAsync(kind)).Endpoint);
        Provider provider = await directory.RegisterAsync("silent", "one", Here, Lease, Never);
        int told = 0;
        await using IAsyncDisposable watch = await directory.WatchAsync("silent", () => Interlocked.Increment(ref told), Never);
        relay.Silence();
        int before = Volatile.Read(ref told);

        await Assert.ThrowsAsync<DirectoryException>(() => directory.RenewAsync("silent", provider, Lease, Never).AsTask());

        Assert.Equal(LeaseState.Renewed, await ComesBackAsync(() => directory.RenewAsync("silent", provider, Lease, Never).AsTask()));
        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > before, "the watch is told that it is back");
        before = Volatile.Read(ref told);
        await other.RegisterAsync("silent", "two", Here, Lease, Never);
        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > before, "the watch is told of changes");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nobody_there_is_said_with_address_and_remedy_until_somebody_is(string kind)
    {
        await using RealServer server = await RealServers.StartNewAsync(kind);
        await server.KillAsync();
        await using IDirectory directory = await RealServers.OpenAsync(kind, server.Endpoint);

        DirectoryException e = await Assert.ThrowsAsync<DirectoryException>(() => directory.ListAsync("s", Never).AsTask());
        Assert.Contains($"{kind}://{server.Endpoint}", e.Message, StringComparison.Ordinal);
        Assert.Contains("or correct the address", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DirectoryException>(() => directory.WatchAsync("s", () => { }, Never).AsTask());

        await server.StartAsync();
        int told = 0;
        await using IAsyncDisposable watch = await ComesBackAsync(() => directory.WatchAsync("s", () => Interlocked.Increment(ref told), Never).AsTask());
        int before = Volatile.Read(ref told);
        Provider provider = await directory.RegisterAsync("s", "one", Here, Lease, Never);
        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > before, "the registration is told");
        Assert.Equal([provider], await ReadAsync(directory, "s"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task While_nobody_is_there_attempts_to_connect_are_few(string kind)
    {
        using var closing = new TcpListener(IPAddress.Loopback, 0);
        closing.Start();
        int attempts = 0;
        _ = CountAsync();
        await using IDirectory directory = await RealServers.OpenAsync(kind, new Endpoint("tcp", "127.0.0.1", ((IPEndPoint)closing.LocalEndpoint).Port));
        await Assert.ThrowsAsync<DirectoryException>(() => directory.WatchAsync("s", () => { }, Never).AsTask());
        int before = Volatile.Read(ref attempts);

        await Task.Delay(TimeSpan.FromSeconds(5));

        Assert.InRange(Volatile.Read(ref attempts) - before, 3, 60);

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

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nothing_stays_open_after_disposal(string kind)
    {
        Endpoint endpoint = (await servers.RealAsync(kind)).Endpoint;
        await UseAsync();
        int before = Directory.GetFiles("/proc/self/fd").Length;

        for (int i = 0; i < 20; i++)
        {
            await UseAsync();
        }

        await Eventually.HoldsAsync(() => Directory.GetFiles("/proc/self/fd").Length <= before + 5, "the sockets are closed");

        async Task UseAsync()
        {
            await using IDirectory directory = await RealServers.OpenAsync(kind, endpoint);
            await using IAsyncDisposable watch = await directory.WatchAsync("open", () => { }, Never);
            Provider removed = await directory.RegisterAsync("open", "one", Here, Lease, Never);
            await directory.RegisterAsync("open", "two", Here, Lease, Never);
            await directory.RemoveAsync("open", removed, Never);
            await directory.ListAsync("open", Never);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_peer_of_another_kind_is_refused(string kind)
    {
        using var web = new TcpListener(IPAddress.Loopback, 0);
        web.Start();
        _ = AnswerAsync(web);
        var endpoint = new Endpoint("tcp", "127.0.0.1", ((IPEndPoint)web.LocalEndpoint).Port);
        await using IDirectory directory = await RealServers.OpenAsync(kind, endpoint);

        DirectoryException e = await Assert.ThrowsAsync<DirectoryException>(() => directory.ListAsync("s", Never).AsTask());

        Assert.Contains($"{kind}://{endpoint}", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_address_without_a_server_is_refused(string kind)
    {
        DirectoryException e = await Assert.ThrowsAsync<DirectoryException>(() => RealServers.OpenAsync(kind));

        Assert.Contains($"{kind}://HOST:PORT", e.Message, StringComparison.Ordinal);
    }

    private static async Task AnswerAsync(TcpListener web)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await web.AcceptTcpClientAsync();
                await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // The test is over.
        }
    }

    private static async Task<Provider[]> ReadAsync(IDirectory directory, string service) =>
        [.. (await directory.ListAsync(service, Never)).Select(r => Provider.FromRecord(r)!).OrderBy(p => p.Id, StringComparer.Ordinal)];

    /// <summary>Tries until the directory is back.</summary>
    private static async Task<T> ComesBackAsync<T>(Func<Task<T>> operation)
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
