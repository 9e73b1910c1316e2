using Bench.Harness.Addressing;
using Bench.Harness.Catalog;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>The providers of a launch as its load worker knows them: named beforehand, or followed in a directory.</summary>
internal sealed class ServiceProviders : IAsyncDisposable
{
    private readonly IDirectory? _directory;

    private ServiceProviders(IProviderSource source, IDirectory? directory, DirectoryAudience? audience)
    {
        Source = source;
        _directory = directory;
        Audience = audience;
    }

    /// <summary>The providers.</summary>
    public IProviderSource Source { get; }

    /// <summary>All consumers of the directory, the one that routes included; null where providers were named beforehand.</summary>
    public DirectoryAudience? Audience { get; }

    /// <summary>Finds the providers of a job.</summary>
    /// <exception cref="DirectoryException">The directory can't be used, or lists nobody.</exception>
    public static async Task<ServiceProviders> OpenAsync(LaunchJob job, PlugCatalog plugs, Clock clock, CancellationToken stop)
    {
        if (!DirectoryAddress.TryParse(job.Directory, out DirectoryAddress? address) || address.Scheme == Cell.StaticDirectory)
        {
            return new ServiceProviders(new FixedProviders(job.Endpoints.Select(Endpoint.Parse)), null, null);
        }
        IDirectoryKind kind = plugs.Find<IDirectoryKind>("directory", address.Scheme);
        IDirectory directory = await kind.OpenAsync(address, plugs, clock, stop).ConfigureAwait(false);
        ProviderView? view = null;
        try
        {
            view = await ProviderView.StartAsync(directory, job.Service, clock: clock, cancellation: stop).ConfigureAwait(false);
            if (view.Current.Providers.Count == 0)
            {
                throw new DirectoryException($"{job.Directory} lists no provider of {job.Service}{(view.LastFailure is string failure ? $": {failure}" : "")}");
            }
            DirectoryAudience audience = await DirectoryAudience
                .OpenAsync(view, job.Service, job.Consumers - 1, token => kind.OpenAsync(address, plugs, clock, token), clock, stop).ConfigureAwait(false);
            return new ServiceProviders(view, directory, audience);
        }
        catch
        {
            if (view is not null)
            {
                await view.DisposeAsync().ConfigureAwait(false);
            }
            await directory.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Audience is not null)
        {
            await Audience.DisposeAsync().ConfigureAwait(false);
        }
        await Source.DisposeAsync().ConfigureAwait(false);
        if (_directory is not null)
        {
            await _directory.DisposeAsync().ConfigureAwait(false);
        }
    }
}
