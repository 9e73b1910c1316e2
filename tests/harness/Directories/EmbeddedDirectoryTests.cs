using Bench.Harness.Addressing;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Directories;
using Bench.Harness.Measure;
using Bench.Harness.Outcome;
using Bench.Harness.Time;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Directories;

/// <summary>The embedded directory over the pipeline; what it has to do as a directory is tested with all the others.</summary>
public sealed class EmbeddedDirectoryTests
{
    private static readonly Endpoint Here = new("tcp", "127.0.0.1", 5000);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly CancellationToken Never = CancellationToken.None;

    private static PlugCatalog Plugs => ProbeHost.Plugs;

    public static TheoryData<string> Carriers => [.. Plugs.All<ICarrier>().DistinctBy(c => (c.Scheme, c.IsPinned)).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task It_is_served_over_a_carrier_of_every_family(string name)
    {
        using var folder = new TemporaryFolder();
        ICarrier carrier = Plugs.Find<ICarrier>("carrier", name);
        await using EmbeddedDirectoryHost host = await EmbeddedDirectoryHost.StartAsync(carrier, carrier.LocalEndpoint(folder.Path), new EmittedBinding());
        Assert.True(DirectoryAddress.TryParse(host.Address.ToString(), out DirectoryAddress? address));
        await using IDirectory directory = await OpenAsync(address);
        await using ProviderView view = await ProviderView.StartAsync(directory, "Some.IService");

        await using (ProviderRegistration registration = await ProviderRegistration.StartAsync(directory, "Some.IService", "one", Here))
        {
            await Eventually.HoldsAsync(() => view.Current.Providers.SequenceEqual([registration.Provider!]), "the provider is seen");
        }

        await Eventually.HoldsAsync(() => view.Current.Providers.Count == 0, "the provider is seen no more");
    }

    [Fact]
    public async Task An_expiry_is_told_within_a_tenth_of_a_second()
    {
        await using EmbeddedDirectoryHost host = await StartAsync();
        await using IDirectory directory = await OpenAsync(host.Address);
        using var watchdog = new PauseWatchdog(Clock.System);
        long toldNs = 0;
        await directory.RegisterAsync("s", "one", Here, TimeSpan.FromMilliseconds(500), Never);
        long registeredNs = Clock.System.NowNs;
        await using IAsyncDisposable watch = await directory.WatchAsync("s", () => Interlocked.CompareExchange(ref toldNs, Clock.System.NowNs, 0), Never);

        await Eventually.HoldsAsync(() => Interlocked.Read(ref toldNs) != 0, "the expiry is told");

        long paused = watchdog.Between(registeredNs, toldNs).Sum(p => p.DurationNs);
        // Twice as long, as this machine has other things to do.
        Assert.InRange((toldNs - registeredNs - paused) / 1e6, 400, 500 + 200);
    }

    [Fact]
    public async Task Idle_watches_cost_a_call_every_few_seconds()
    {
        var service = new CountingService();
        await using RpcServer server = await ServeAsync(service);
        await using IDirectory directory = await OpenAsync(new DirectoryAddress("embedded", [server.Endpoint]));

        await using IAsyncDisposable watch = await directory.WatchAsync("s", () => { }, Never);
        await Task.Delay(500);

        Assert.Equal(2, service.Polls);
        Assert.Equal(0, server.Handled);
    }

    [Fact]
    public async Task A_host_with_watchers_stops_at_once()
    {
        EmbeddedDirectoryHost host = await StartAsync();
        await using IDirectory directory = await OpenAsync(host.Address);
        await using IAsyncDisposable watch = await directory.WatchAsync("s", () => { }, Never);
        long start = Clock.System.NowNs;

        await host.DisposeAsync();

        Assert.True(Clock.System.NowNs - start < Clock.ToNs(TimeSpan.FromSeconds(2.5)), "it waited for calls that are held");
    }

    [Fact]
    public async Task A_closed_client_says_so_and_its_watches_end()
    {
        await using EmbeddedDirectoryHost host = await StartAsync();
        IDirectory directory = await OpenAsync(host.Address);
        IAsyncDisposable watch = await directory.WatchAsync("s", () => { }, Never);
        await directory.DisposeAsync();

        DirectoryException closed = await Assert.ThrowsAsync<DirectoryException>(() => directory.ListAsync("s", Never).AsTask());
        Assert.Contains("closed", closed.Message, StringComparison.Ordinal);
        await watch.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("embedded", "embedded://HOST:PORT")]
    [InlineData("embedded://127.0.0.1:1,127.0.0.1:2", "one place")]
    public async Task An_address_that_does_not_say_where_is_refused(string text, string reason)
    {
        Assert.True(DirectoryAddress.TryParse(text, out DirectoryAddress? address));

        DirectoryException refused = await Assert.ThrowsAsync<DirectoryException>(() => OpenAsync(address));

        Assert.Contains($"'{text}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_no_carrier_reaches_is_refused_with_those_that_can_be()
    {
        var address = new DirectoryAddress("embedded", [new Endpoint("smoke", "signals")]);

        DirectoryException refused = await Assert.ThrowsAsync<DirectoryException>(() => OpenAsync(address));

        Assert.Contains("smoke:signals", refused.Message, StringComparison.Ordinal);
        Assert.Contains("tcp, unix, memory", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_a_request_is_taken_on_trust()
    {
        await using EmbeddedDirectoryHost host = await StartAsync();
        await using var client = new RpcClient(Target(host.Address.Servers[0]));
        IDirectoryService service = client.CreateClient<IDirectoryService>();

        foreach (RegisterRequest request in (RegisterRequest[])
        [
            new(null!, "a", "127.0.0.1:1", Lease), new("", "a", "127.0.0.1:1", Lease), new(new string('s', 257), "a", "127.0.0.1:1", Lease),
            new("s", null!, "127.0.0.1:1", Lease), new("s", "<b>", "127.0.0.1:1", Lease), new("s", new string('a', 129), "127.0.0.1:1", Lease),
            new("s", "a", null!, Lease), new("s", "a", "127.0.0.1:0", Lease), new("s", "a", "<b>:1", Lease), new("s", "a", "unix:/\u202e", Lease),
            new("s", "a", "127.0.0.1:1", TimeSpan.Zero), new("s", "a", "127.0.0.1:1", TimeSpan.FromSeconds(-1)), new("s", "a", "127.0.0.1:1", TimeSpan.MaxValue),
        ])
        {
            RpcException refused = await Assert.ThrowsAsync<RpcException>(() => service.RegisterAsync(request, Never).AsTask());
            Assert.Equal(ErrorKind.Remote, refused.Outcome.Error);
            Assert.Contains("use ", refused.Message, StringComparison.Ordinal);
        }
        await Assert.ThrowsAsync<RpcException>(() => service.RenewAsync(new RenewRequest("s", "a", 1, TimeSpan.MinValue), Never).AsTask());
        await Assert.ThrowsAsync<RpcException>(() => service.ListAsync(new ListRequest(null!), Never).AsTask());
        Assert.Equal(LeaseState.Gone, (await service.RenewAsync(new RenewRequest("s", null!, 1, Lease), Never)).State);
        long version = (await service.ChangesAsync(new ChangesRequest("s", -1, Lease), Never)).Version;
        Assert.Equal(version, (await service.ChangesAsync(new ChangesRequest("s", version, TimeSpan.MinValue), Never)).Version);
        Assert.Empty((await service.ListAsync(new ListRequest("s"), Never)).Records);

        await using IDirectory directory = await OpenAsync(host.Address);
        DirectoryException said = await Assert.ThrowsAsync<DirectoryException>(() => directory.RegisterAsync("s", "<b>", Here, Lease, Never).AsTask());
        Assert.Contains("the id is none", said.Message, StringComparison.Ordinal);
    }

    private static async Task<EmbeddedDirectoryHost> StartAsync() =>
        await EmbeddedDirectoryHost.StartAsync(Plugs.Find<ICarrier>("carrier", "tcp"), new Endpoint("tcp", "127.0.0.1"), new EmittedBinding());

    private static async Task<IDirectory> OpenAsync(DirectoryAddress address) =>
        await Plugs.Find<IDirectoryKind>("directory", "embedded").OpenAsync(address, Plugs, Clock.System, Never);

    private static RpcTarget Target(Endpoint endpoint) => new(
        endpoint,
        Plugs.Find<ICarrier>("carrier", "tcp"),
        Plugs.Find<IConnectionStrategy>("strategy", "multiplexed"),
        new ControlCodec(),
        new EmittedBinding(),
        ServiceContract.Of(typeof(IDirectoryService)));

    private static Task<RpcServer> ServeAsync(IDirectoryService service)
    {
        var options = new RpcServerOptions { Services = [(ServiceContract.Of(typeof(IDirectoryService)), service)], Codecs = [new ControlCodec()], Binding = new EmittedBinding() };
        return RpcServer.StartAsync(options, Plugs.Find<ICarrier>("carrier", "tcp"), new Endpoint("tcp", "127.0.0.1"));
    }

    /// <summary>Counts how often it is asked for changes, of which there are none.</summary>
    private sealed class CountingService : IDirectoryService
    {
        private readonly DirectoryService _inner = new(new LeaseTable(Clock.System));
        private int _polls;

        public int Polls => Volatile.Read(ref _polls);

        public ValueTask<RegisterReply> RegisterAsync(RegisterRequest request, CancellationToken cancellation) => _inner.RegisterAsync(request, cancellation);

        public ValueTask<RenewReply> RenewAsync(RenewRequest request, CancellationToken cancellation) => _inner.RenewAsync(request, cancellation);

        public ValueTask<RemoveReply> RemoveAsync(RemoveRequest request, CancellationToken cancellation) => _inner.RemoveAsync(request, cancellation);

        public ValueTask<ListReply> ListAsync(ListRequest request, CancellationToken cancellation) => _inner.ListAsync(request, cancellation);

        public ValueTask<ChangesReply> ChangesAsync(ChangesRequest request, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _polls);
            return _inner.ChangesAsync(request, cancellation);
        }
    }
}
