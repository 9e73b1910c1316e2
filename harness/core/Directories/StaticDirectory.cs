using Bench.Harness.Addressing;
using Bench.Harness.Catalog;
using Bench.Harness.Time;

namespace Bench.Harness.Directories;

/// <summary>The providers that the address names, for every service alike: nobody registers, and nothing changes.</summary>
public sealed class StaticDirectory : IDirectoryKind
{
    /// <inheritdoc/>
    public string Name => "static";

    /// <inheritdoc/>
    public string Summary => "the providers that the address names: static://HOST:PORT[,HOST:PORT]";

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public ValueTask<IDirectory> OpenAsync(DirectoryAddress address, PlugCatalog plugs, Clock clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        Endpoint? odd = address.Servers.FirstOrDefault(e => !Provider.CanBeListed(e));
        return address.Servers.Count == 0 ? throw new DirectoryException($"'{address}' names no provider: use static://HOST:PORT, or several separated by commas.")
            : odd is not null ? throw new DirectoryException($"'{odd}' in '{address}' can't be a provider's endpoint: use HOST:PORT or unix:PATH in plain characters.")
            : new ValueTask<IDirectory>(new Listing(new FixedProviders(address.Servers).Current.Providers));
    }

    private sealed class Listing(IReadOnlyList<Provider> providers) : IDirectory, IAsyncDisposable
    {
        private readonly string[] _records = [.. providers.Select(p => p.ToRecord())];

        public ValueTask<Provider> RegisterAsync(string service, string id, Endpoint endpoint, TimeSpan lease, CancellationToken cancellation) =>
            new(new Provider(id, 1, endpoint));

        public ValueTask<LeaseState> RenewAsync(string service, Provider provider, TimeSpan lease, CancellationToken cancellation) => new(LeaseState.Renewed);

        public ValueTask RemoveAsync(string service, Provider provider, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask<IReadOnlyList<string>> ListAsync(string service, CancellationToken cancellation) => new(_records);

        public ValueTask<IAsyncDisposable> WatchAsync(string service, Action changed, CancellationToken cancellation) => new(this);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
