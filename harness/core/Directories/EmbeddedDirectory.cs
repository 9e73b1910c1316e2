using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Time;

namespace Bench.Harness.Directories;

/// <summary>The directory that an <see cref="EmbeddedDirectoryHost"/> holds, reached over one shared connection of the pipeline.</summary>
public sealed class EmbeddedDirectory : IDirectoryKind
{
    internal const string Scheme = "embedded";

    private const string SharedConnections = "multiplexed";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    // Below the deadline, with room for a stall.
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public string Name => Scheme;

    /// <inheritdoc/>
    public string Summary => "in memory with leases, held by the coordinating process: nothing to install";

    /// <inheritdoc/>
    public int Rank => 1;

    /// <inheritdoc/>
    public ValueTask<IDirectory> OpenAsync(DirectoryAddress address, PlugCatalog plugs, Clock clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(plugs);
        if (address.Servers is not [Endpoint endpoint])
        {
            throw new DirectoryException($"'{address}' has to name the one place where the directory is served: use {Scheme}://HOST:PORT or {Scheme}://unix:PATH.");
        }
        ICarrier carrier = plugs.All<ICarrier>().FirstOrDefault(c => c.Scheme == endpoint.Scheme && c.IsPinned == (endpoint.Pin is not null))
            ?? throw new DirectoryException($"No carrier reaches {endpoint}: use an endpoint of {string.Join(", ", plugs.All<ICarrier>().Select(c => c.Scheme).Distinct())}.");
        IConnectionStrategy strategy = plugs.Find<IConnectionStrategy>("strategy", SharedConnections);
        var target = new RpcTarget(endpoint, carrier, strategy, new ControlCodec(), plugs.All<IBinding>()[0], ServiceContract.Of(typeof(IDirectoryService)));
        return new ValueTask<IDirectory>(new Client(new RpcClient(target, new ClientOptions { Deadline = Deadline, Connections = 1 }, clock), address, clock));
    }

    private sealed class Client(RpcClient client, DirectoryAddress address, Clock clock) : IDirectory
    {
        private readonly IDirectoryService _service = client.CreateClient<IDirectoryService>();
        private readonly CancellationTokenSource _closing = new();

        public async ValueTask<Provider> RegisterAsync(string service, string id, Endpoint endpoint, TimeSpan lease, CancellationToken cancellation)
        {
            var request = new RegisterRequest(service, id, endpoint.ToString(), lease);
            RegisterReply reply = await AskAsync(_service.RegisterAsync(request, cancellation), cancellation).ConfigureAwait(false);
            return new Provider(id, reply.Epoch, endpoint);
        }

        public async ValueTask<LeaseState> RenewAsync(string service, Provider provider, TimeSpan lease, CancellationToken cancellation)
        {
            var request = new RenewRequest(service, provider.Id, provider.Epoch, lease);
            return (await AskAsync(_service.RenewAsync(request, cancellation), cancellation).ConfigureAwait(false)).State;
        }

        public async ValueTask RemoveAsync(string service, Provider provider, CancellationToken cancellation) =>
            await AskAsync(_service.RemoveAsync(new RemoveRequest(service, provider.Id, provider.Epoch), cancellation), cancellation).ConfigureAwait(false);

        public async ValueTask<IReadOnlyList<string>> ListAsync(string service, CancellationToken cancellation) =>
            (await AskAsync(_service.ListAsync(new ListRequest(service), cancellation), cancellation).ConfigureAwait(false)).Records;

        public async ValueTask<IAsyncDisposable> WatchAsync(string service, Action changed, CancellationToken cancellation)
        {
            long version = await VersionAsync(service, Watch.Unknown, cancellation).ConfigureAwait(false);
            return new Watch((since, closing) => VersionAsync(service, since, closing), version, changed, clock, _closing.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await _closing.CancelAsync().ConfigureAwait(false);
            await client.DisposeAsync().ConfigureAwait(false);
        }

        private async Task<long> VersionAsync(string service, long since, CancellationToken cancellation) =>
            (await AskAsync(_service.ChangesAsync(new ChangesRequest(service, since, Hold), cancellation), cancellation).ConfigureAwait(false)).Version;

        private async ValueTask<TReply> AskAsync<TReply>(ValueTask<TReply> call, CancellationToken cancellation)
        {
            try
            {
                return await call.ConfigureAwait(false);
            }
            catch (RpcException e)
            {
                cancellation.ThrowIfCancellationRequested();
                throw new DirectoryException(e.Outcome switch
                {
                    { Kind: OutcomeKind.Cancelled } => $"This client of the directory {address} is closed.",
                    { Kind: OutcomeKind.Timeout } => $"The directory {address} did not answer within {Deadline.TotalSeconds:0} s: is the process that holds it alive?",
                    { Error: ErrorKind.Remote } => $"The directory {address} refused: {e.Outcome.Message}.",
                    _ => $"The directory {address} can't be reached: {e.Outcome.Message}. Start it there, or correct the address.",
                }, e);
            }
        }
    }

    /// <summary>Asks again and again for a version other than the one it knows.</summary>
    private sealed class Watch : IAsyncDisposable
    {
        public const long Unknown = -1;

        private readonly Func<long, CancellationToken, Task<long>> _versionOtherThan;
        private readonly Action _changed;
        private readonly Clock _clock;
        private readonly CancellationTokenSource _closing;
        private readonly Task _running;

        public Watch(Func<long, CancellationToken, Task<long>> versionOtherThan, long version, Action changed, Clock clock, CancellationToken closing)
        {
            _versionOtherThan = versionOtherThan;
            _changed = changed;
            _clock = clock;
            _closing = CancellationTokenSource.CreateLinkedTokenSource(closing);
            _running = RunAsync(version);
        }

        public async ValueTask DisposeAsync()
        {
            await _closing.CancelAsync().ConfigureAwait(false);
            await _running.ConfigureAwait(false);
            _closing.Dispose();
        }

        private async Task RunAsync(long version)
        {
            var backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), (ulong)_clock.NowNs);
            while (!_closing.IsCancellationRequested)
            {
                try
                {
                    long now = await _versionOtherThan(version, _closing.Token).ConfigureAwait(false);
                    if (now != version)
                    {
                        version = now;
                        _changed();
                    }
                    backoff.Succeeded();
                }
                catch (DirectoryException)
                {
                    // Whatever happened meanwhile, whoever watches is told once the directory is back.
                    version = Unknown;
                    await Task.Delay(backoff.Failed(), _clock.Provider, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }
}
