using Bench.Harness.Addressing;
using Bench.Tests.Support;
using static Bench.Tests.Harness.Addressing.VirtualDirectory;

namespace Bench.Tests.Harness.Addressing;

/// <summary>A provider's side, in virtual time. The default lease is 3 s, so a heartbeat is 1 s.</summary>
public sealed class ProviderRegistrationTests
{
    private static readonly Endpoint Here = Endpoint.Parse("127.0.0.1:5000");
    private static readonly Endpoint There = Endpoint.Parse("127.0.0.1:5001");

    [Fact]
    public Task It_registers_at_once_and_renews_at_a_third_of_the_lease() => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        Link link = directory.Connect();
        await using ProviderRegistration registration = await StartAsync(link, time);

        Assert.Equal(RegistrationState.Registered, registration.State);
        Assert.Equal([registration.Provider!], directory.Listed);
        Assert.Equal(1, link.Calls);
        time.Advance(TimeSpan.FromSeconds(30.5));

        Assert.Equal(31, link.Calls);
        Assert.Equal(1, link.Registrations);
        Assert.Equal([registration.Provider!], directory.Listed);
    });

    [Fact]
    public Task It_registers_anew_with_a_higher_epoch_when_the_record_is_gone() => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        await using ProviderRegistration registration = await StartAsync(directory.Connect(), time);
        Provider before = registration.Provider!;

        directory.Table.Remove(Service, before.Id, before.Epoch);
        TimeSpan gap = time.AdvanceUntil(() => directory.Listed.Any(), TimeSpan.FromSeconds(5));

        Assert.True(gap <= TimeSpan.FromSeconds(1));
        Assert.Equal([registration.Provider!], directory.Listed);
        Assert.True(registration.Provider!.Epoch > before.Epoch);
    });

    [Fact]
    public Task It_stops_for_good_when_another_one_takes_its_id() => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        Link link = directory.Connect();
        int changes = 0;
        await using ProviderRegistration old = await StartAsync(link, time);
        old.StateChanged += () => changes++;
        await using ProviderRegistration young = await StartAsync(directory.Connect(), time, There);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(RegistrationState.Superseded, old.State);
        Assert.Equal(1, changes);
        await young.DisposeAsync();
        int calls = link.Calls;
        time.Advance(TimeSpan.FromSeconds(60));
        await old.DisposeAsync();

        Assert.Equal(calls, link.Calls);
        Assert.Empty(directory.Listed);
        Assert.Equal(RegistrationState.Superseded, old.State);
        Assert.Equal(RegistrationState.Closed, young.State);
    });

    [Fact]
    public Task It_is_not_superseded_by_a_registration_of_its_own_that_was_carried_out_late() => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        Link link = directory.Connect();
        link.Fault = Fault.Late;
        Task<ProviderRegistration> starting = StartAsync(link, time);
        time.Advance(TimeSpan.FromSeconds(1));
        await using ProviderRegistration registration = await starting;
        Assert.Equal(RegistrationState.Unregistered, registration.State);
        await using ProviderRegistration direct = await StartAsync(directory.Connect(), time);

        link.Fault = Fault.None;
        Assert.NotEqual(direct.Provider, directory.Listed.Single());
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(RegistrationState.Registered, direct.State);
    });

    [Theory]
    [InlineData(Fault.Refused)]
    [InlineData(Fault.Lost)]
    [InlineData(Fault.Late)]
    internal Task Case45_every_provider_is_back_within_two_heartbeats_of_a_directory_without_data(Fault fault) => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        Link[] links = [.. Enumerable.Range(0, 20).Select(_ => directory.Connect())];
        var registrations = new List<ProviderRegistration>();
        foreach ((int i, Link link) in links.Index())
        {
            registrations.Add(await StartAsync(link, time, id: $"p{i}"));
            time.Advance(37);
        }
        long highest = registrations.Max(r => r.Provider!.Epoch);

        Array.ForEach(links, l => l.Fault = fault);
        time.Advance(TimeSpan.FromSeconds(17.3));
        Assert.All(registrations, r => Assert.Equal(RegistrationState.Unregistered, r.State));
        Assert.All(registrations, r => Assert.NotNull(r.LastFailure));
        directory.LoseData();
        Array.ForEach(links, l => l.Fault = Fault.None);
        TimeSpan gap = time.AdvanceUntil(() => registrations.TrueForAll(r => r.State == RegistrationState.Registered), TimeSpan.FromSeconds(10));

        Assert.True(gap <= TimeSpan.FromSeconds(2), $"{gap}");
        Assert.Equal(20, directory.Listed.Count());
        Assert.All(directory.Listed, p => Assert.True(p.Epoch > highest));
        Assert.All(registrations, r => Assert.Null(r.LastFailure));
    });

    [Fact]
    public Task Attempts_while_the_directory_is_away_are_spaced_and_spread() => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        Link[] links = [directory.Connect(), directory.Connect()];
        Array.ForEach(links, l => l.Fault = Fault.Refused);
        await using ProviderRegistration first = await StartAsync(links[0], time, id: "p1");
        await using ProviderRegistration second = await StartAsync(links[1], time, id: "p2");
        var attempts = new HashSet<(int, int)>();

        for (int i = 0; i < 600_000; i += 50)
        {
            time.Advance(50);
            attempts.Add((links[0].Calls, links[1].Calls));
        }

        Assert.All(links, l => Assert.InRange(l.Calls, 600, 1_205));
        Assert.True(attempts.Count > 1_000, "both try at the same times");
    });

    [Fact]
    public Task A_directory_that_is_away_at_the_start_is_waited_for() => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        Link link = directory.Connect();
        link.Fault = Fault.Refused;

        await using ProviderRegistration registration = await StartAsync(link, time);
        Assert.Equal(RegistrationState.Unregistered, registration.State);
        Assert.Equal("The directory is away.", registration.LastFailure);
        link.Fault = Fault.None;
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([registration.Provider!], directory.Listed);
    });

    [Fact]
    public Task Disposing_removes_the_record_or_gives_up_after_two_seconds() => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        Link link = directory.Connect();
        ProviderRegistration registration = await StartAsync(link, time);
        await registration.DisposeAsync();
        Assert.Empty(directory.Listed);

        registration = await StartAsync(link, time);
        link.Fault = Fault.Lost;
        time.Advance(TimeSpan.FromSeconds(1.5));
        Task disposing = registration.DisposeAsync().AsTask();
        long started = time.GetTimestamp();
        while (!disposing.IsCompleted)
        {
            await Task.Delay(1);
            time.Advance(20);
        }
        await disposing;

        Assert.InRange((time.GetTimestamp() - started) / 1e6, 1_900, 10_000);
        Assert.Equal(RegistrationState.Closed, registration.State);
    });

    [Theory]
    [InlineData("", "127.0.0.1:5000", 3_000)]
    [InlineData("p 1", "127.0.0.1:5000", 3_000)]
    [InlineData("p1", "127.0.0.1:0", 3_000)]
    [InlineData("p1", "<b>:80", 3_000)]
    [InlineData("p1", "127.0.0.1:5000", 299)]
    [InlineData("p1", "127.0.0.1:5000", 3_600_001)]
    public Task What_can_not_be_registered_is_refused_by_name(string id, string endpoint, double leaseMs) => VirtualTime.RunAsync(async time =>
    {
        await using var directory = new VirtualDirectory(time);
        var options = new RegistrationOptions { Lease = TimeSpan.FromMilliseconds(leaseMs) };

        await Assert.ThrowsAsync<ArgumentException>(() =>
            ProviderRegistration.StartAsync(directory.Connect(), Service, id, Endpoint.Parse(endpoint), options, time.Clock));

        Assert.Empty(directory.Listed);
    });

    private static Task<ProviderRegistration> StartAsync(Link link, VirtualTime time, Endpoint? endpoint = null, string id = "p1") =>
        ProviderRegistration.StartAsync(link, Service, id, endpoint ?? Here, clock: time.Clock);
}
