using Bench.Harness.Addressing;
using Bench.Harness.Measure;
using Bench.Harness.Time;
using Bench.Tests.Directories;
using Bench.Tests.Support;
using Bench.Tests.Support.Servers;

namespace Bench.Tests.Transports.Directories;

/// <summary>The catalogue's cases of registries that hold for every server: dead, frozen and replaced providers, lost data, absence.</summary>
[Collection(ProcessTests.Name)]
public sealed class RegistryCaseTests(DirectoryServers servers) : IClassFixture<DirectoryServers>
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);
    private static readonly ProviderViewOptions Watching = new() { RereadInterval = TimeSpan.FromMilliseconds(250) };
    private static readonly CancellationToken Never = CancellationToken.None;

    public static TheoryData<string> Kinds => RealServers.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Case43_A_killed_provider_is_gone_for_all_within_its_lease_and_a_second(string kind)
    {
        RealServer server = await servers.RealAsync(kind);
        await using Followers followers = await Followers.StartAsync(kind, server.Endpoint, "case43", 4, Watching);
        await using Command one = await ProvideAsync(kind, server, "case43", "one");
        await using Command two = await ProvideAsync(kind, server, "case43", "two");
        await followers.AllKnowAsync("one", "two");
        using var watchdog = new PauseWatchdog(Clock.System);

        long killedNs = Clock.System.NowNs;
        await Command.SignalAsync(two.Id, "KILL");

        await followers.AllKnowAsync("one");
        long pausedNs = watchdog.Between(killedNs, Clock.System.NowNs).Sum(p => p.DurationNs);
        Assert.InRange((followers.LastChangeNs - killedNs - pausedNs) / 1e9, 0, Lease.TotalSeconds + 1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Case43_A_provider_that_takes_leave_is_gone_for_all_at_once(string kind)
    {
        RealServer server = await servers.RealAsync(kind);
        await using Registrations registrations = await Registrations.StartAsync(kind, server.Endpoint, "leave", 3, TimeSpan.FromMinutes(1));
        await using Followers followers = await Followers.StartAsync(kind, server.Endpoint, "leave", 4, new ProviderViewOptions { RereadInterval = TimeSpan.FromHours(1) });
        await followers.AllKnowAsync("p1", "p2", "p3");

        await registrations.All[1].DisposeAsync();

        await followers.AllKnowAsync("p1", "p3");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Case44_A_provider_frozen_beyond_its_lease_comes_back_with_a_higher_epoch(string kind)
    {
        RealServer server = await servers.RealAsync(kind);
        await using IDirectory directory = await RealServers.OpenAsync(kind, server.Endpoint);
        await using Followers followers = await Followers.StartAsync(kind, server.Endpoint, "case44", 2, Watching);
        await using Command provider = await ProvideAsync(kind, server, "case44", "one");
        await followers.AllKnowAsync("one");
        Provider before = followers.Views[0].Current.Providers[0];

        await provider.SignalAsync("STOP");
        await followers.AllKnowAsync();
        await provider.SignalAsync("CONT");
        await followers.AllKnowAsync("one");

        Provider after = followers.Views[0].Current.Providers[0];
        Assert.True(after.Epoch > before.Epoch, $"{before.Epoch}, then {after.Epoch}");
        await Eventually.HoldsAsync(() => provider.Out == $"registered {before.Epoch}\nregistered {after.Epoch}\n", "it knows what it is registered as");
        Assert.Equal(LeaseState.Superseded, await directory.RenewAsync("case44", before, Lease, Never));
        await directory.RemoveAsync("case44", before, Never);
        Assert.Equal([after.ToRecord()], await directory.ListAsync("case44", Never));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Case44_A_provider_replaced_while_it_was_frozen_does_not_come_back(string kind)
    {
        RealServer server = await servers.RealAsync(kind);
        await using IDirectory directory = await RealServers.OpenAsync(kind, server.Endpoint);
        await using Followers followers = await Followers.StartAsync(kind, server.Endpoint, "replaced", 2, Watching);
        await using Command provider = await ProvideAsync(kind, server, "replaced", "one");
        await followers.AllKnowAsync("one");
        Provider before = followers.Views[0].Current.Providers[0];

        await provider.SignalAsync("STOP");
        Provider heir = await directory.RegisterAsync("replaced", "one", new Endpoint("tcp", "127.0.0.1", 6000), TimeSpan.FromMinutes(1), Never);
        await provider.SignalAsync("CONT");
        await Task.Delay(Lease + Lease);

        Assert.All(followers.Views, v => Assert.Equal([heir], v.Current.Providers));
        Assert.Equal($"registered {before.Epoch}\n", provider.Out);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Case51_While_the_directory_is_down_calls_go_on_by_the_list_marked_stale(string kind)
    {
        await using RealServer server = await RealServers.StartNewAsync(kind);
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using IDirectory providing = await RealServers.OpenAsync(kind, server.Endpoint);
        await using ProviderRegistration registration = await ProviderRegistration.StartAsync(providing, "case51", "one", host.Server.Endpoint, new RegistrationOptions { Lease = Lease });
        await using Followers followers = await Followers.StartAsync(kind, server.Endpoint, "case51", 2, Watching);
        await followers.AllKnowAsync("one");
        await using Bench.Harness.Calls.RpcClient client = host.Client("pooled", endpoint: followers.Views[0].Current.Providers[0].Endpoint);
        IProbe probe = client.CreateClient<IProbe>();

        await server.KillAsync();
        for (int i = 0; i < 60; i++)
        {
            Assert.Equal(i, (await probe.AskAsync(new ProbeRequest(i), Never)).Number);
            Assert.All(followers.Views, v => Assert.Equal(["one"], v.Current.Providers.Select(p => p.Id)));
            await Task.Delay(100);
        }
        Assert.All(followers.Views, v => Assert.True(v.Current.IsStale));
        Assert.All(followers.Views, v => Assert.Contains($"{kind}://{server.Endpoint}", v.LastFailure, StringComparison.Ordinal));
        Assert.Equal(RegistrationState.Unregistered, registration.State);
        // At most an attempt per interval, each of which may wait for two answers.
        Assert.All(followers.Views, v => Assert.InRange(v.Reads, 2, 60));

        await server.StartAsync();
        await Eventually.HoldsAsync(() => registration.State == RegistrationState.Registered, "the provider is registered again");
        await followers.AllKnowAsync("one");
    }

    private static async Task<Command> ProvideAsync(string kind, RealServer server, string service, string id)
    {
        var provider = Command.Start("provider", $"{kind}://{server.Endpoint}", service, id, "127.0.0.1:5000", DurationText.Format(Lease));
        Assert.StartsWith("registered ", await provider.FirstLine, StringComparison.Ordinal);
        return provider;
    }
}
