using Bench.Harness.Addressing;
using Bench.Harness.Catalog;
using Bench.Harness.Directories;
using Bench.Harness.Time;

namespace Bench.Impostors;

/// <summary>The embedded directory as if it were far away: proves that a directory is found, chosen and used.</summary>
public sealed class DistantDirectory : IDirectoryKind
{
    public static readonly TimeSpan Distance = TimeSpan.FromMilliseconds(30);

    private readonly EmbeddedDirectory _embedded = new();

    public string Name => "distant";

    public string Summary => "the embedded directory, 30 ms away";

    public int Rank => 90;

    public async ValueTask<IDirectory> OpenAsync(DirectoryAddress address, PlugCatalog plugs, Clock clock, CancellationToken cancellation) =>
        new Client(await _embedded.OpenAsync(address, plugs, clock, cancellation).ConfigureAwait(false), clock);

    private sealed class Client(IDirectory near, Clock clock) : IDirectory
    {
        public async ValueTask<Provider> RegisterAsync(string service, string id, Endpoint endpoint, TimeSpan lease, CancellationToken cancellation)
        {
            await TravelAsync(cancellation).ConfigureAwait(false);
            return await near.RegisterAsync(service, id, endpoint, lease, cancellation).ConfigureAwait(false);
        }

        public async ValueTask<LeaseState> RenewAsync(string service, Provider provider, TimeSpan lease, CancellationToken cancellation)
        {
            await TravelAsync(cancellation).ConfigureAwait(false);
            return await near.RenewAsync(service, provider, lease, cancellation).ConfigureAwait(false);
        }

        public async ValueTask RemoveAsync(string service, Provider provider, CancellationToken cancellation)
        {
            await TravelAsync(cancellation).ConfigureAwait(false);
            await near.RemoveAsync(service, provider, cancellation).ConfigureAwait(false);
        }

        public async ValueTask<IReadOnlyList<string>> ListAsync(string service, CancellationToken cancellation)
        {
            await TravelAsync(cancellation).ConfigureAwait(false);
            return await near.ListAsync(service, cancellation).ConfigureAwait(false);
        }

        public async ValueTask<IAsyncDisposable> WatchAsync(string service, Action changed, CancellationToken cancellation)
        {
            await TravelAsync(cancellation).ConfigureAwait(false);
            return await near.WatchAsync(service, changed, cancellation).ConfigureAwait(false);
        }

        public ValueTask DisposeAsync() => near.DisposeAsync();

        private Task TravelAsync(CancellationToken cancellation) => Task.Delay(Distance, clock.Provider, cancellation);
    }
}
