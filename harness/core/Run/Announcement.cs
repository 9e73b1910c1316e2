using Bench.Harness.Addressing;
using Bench.Harness.Catalog;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>A server's registration at a directory, kept alive until disposed of, which deregisters it.</summary>
public sealed class Announcement : IAsyncDisposable
{
    private readonly IDirectory _directory;
    private readonly ProviderRegistration _registration;

    private Announcement(IDirectory directory, ProviderRegistration registration)
    {
        _directory = directory;
        _registration = registration;
    }

    /// <summary>The epoch the directory gave it.</summary>
    public long Epoch => _registration.Provider!.Epoch;

    /// <summary>Registers.</summary>
    /// <param name="order">Where, as what.</param>
    /// <param name="plugs">Where directories are found.</param>
    /// <param name="clock">The time source.</param>
    /// <exception cref="DirectoryException">The directory can't be used; the message says why.</exception>
    public static async Task<Announcement> MakeAsync(ServerOrder order, PlugCatalog plugs, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(plugs);
        if (!DirectoryAddress.TryParse(order.Directory, out DirectoryAddress? address))
        {
            throw new DirectoryException($"'{order.Directory}' is no directory: use embedded://HOST:PORT, redis://HOST:PORT or zookeeper://HOST:PORT");
        }
        IDirectory directory = await plugs.Find<IDirectoryKind>("directory", address.Scheme).OpenAsync(address, plugs, clock, CancellationToken.None).ConfigureAwait(false);
        ProviderRegistration? registration = null;
        try
        {
            registration = await ProviderRegistration.StartAsync(
                directory, order.Service, order.Id, Endpoint.Parse(order.Endpoint), new RegistrationOptions { Lease = order.Lease }, clock).ConfigureAwait(false);
            return registration.State == RegistrationState.Registered
                ? new Announcement(directory, registration)
                : throw new DirectoryException(registration.LastFailure ?? $"{order.Directory} did not register provider {order.Id}");
        }
        catch
        {
            if (registration is not null)
            {
                await registration.DisposeAsync().ConfigureAwait(false);
            }
            await directory.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _registration.DisposeAsync().ConfigureAwait(false);
        await _directory.DisposeAsync().ConfigureAwait(false);
    }
}
