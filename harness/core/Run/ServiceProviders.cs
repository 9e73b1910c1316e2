using Bench.Harness.Addressing;
using Bench.Harness.Catalog;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>The providers of a launch as its load worker knows them: named beforehand, or followed in a directory.</summary>
internal sealed class ServiceProviders : IAsyncDisposable
{
    private readonly IDirectory? _directory;

    private ServiceProviders(IProviderSource source, IDirectory? directory)
    {
        Source = source;
        _directory = directory;
    }

    /// <summary>The providers.</summary>
    public IProviderSource Source { get; }

    /// <summary>Finds the providers of a job.</summary>
    /// <exception cref="DirectoryException">The directory can't be used, or lists nobody.</exception>
    public static async Task<ServiceProviders> OpenAsync(LaunchJob job, PlugCatalog plugs, Clock clock, CancellationToken stop)
    {
        if (!DirectoryAddress.TryParse(job.Directory, out DirectoryAddress? address) || address.Scheme == Cell.StaticDirectory)
        {
            return new ServiceProviders(new FixedProviders(job.Endpoints.Select(Endpoint.Parse)), null);
        }
        IDirectory directory = await plugs.Find<IDirectoryKind>("directory", address.Scheme).OpenAsync(address, plugs, clock, stop).ConfigureAwait(false);
        ProviderView? view = null;
        try
        {
            view = await ProviderView.StartAsync(directory, job.Service, clock: clock, cancellation: stop).ConfigureAwait(false);
            return view.Current.Providers.Count > 0
                ? new ServiceProviders(view, directory)
                : throw new DirectoryException($"{job.Directory} lists no provider of {job.Service}{(view.LastFailure is string failure ? $": {failure}" : "")}");
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
        await Source.DisposeAsync().ConfigureAwait(false);
        if (_directory is not null)
        {
            await _directory.DisposeAsync().ConfigureAwait(false);
        }
    }
}
