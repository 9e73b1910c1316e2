using Bench.Harness.Catalog;
using Bench.Harness.Time;

namespace Bench.Harness.Addressing;

/// <summary>A kind of directory, as a plug named after the scheme of its addresses: <c>static</c>, <c>embedded</c>, <c>redis</c>, <c>zookeeper</c>.</summary>
public interface IDirectoryKind : IRankedPlug
{
    /// <summary>Opens a client of the directory; connecting may be left to the first use.</summary>
    /// <param name="address">Its address; the scheme is the plug's name. Servers may be of any scheme, so a kind refuses those it can't reach.</param>
    /// <param name="plugs">The carriers, strategies and bindings of a kind that is reached over the pipeline itself.</param>
    /// <param name="clock">The time source.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="DirectoryException">The address can't be one, or the directory can't be reached; the message says why and how to mend it.</exception>
    ValueTask<IDirectory> OpenAsync(DirectoryAddress address, PlugCatalog plugs, Clock clock, CancellationToken cancellation);
}

/// <summary>
/// Knows which providers a service has. A provider's record lives as long as its lease is renewed; the directory decides when a
/// lease is over, by a clock that no wall clock disturbs where it can. The primitives are these five; what makes them dependable
/// (heartbeats, re-registration, re-reading, guards) is the same for every directory: a registration that keeps itself alive, and a view that
/// heals itself. Members may be called from any thread; each throws <see cref="DirectoryException"/> where the
/// directory can't be reached or does not answer within a few seconds, and <see cref="OperationCanceledException"/> when cancelled.
/// </summary>
public interface IDirectory : IAsyncDisposable
{
    /// <summary>Makes a record for the provider, in place of any older one of its id, and tells the watchers.</summary>
    /// <param name="service">Name of the service: a contract's full name.</param>
    /// <param name="id">Id of the provider, see <see cref="Provider.IsId"/>.</param>
    /// <param name="endpoint">Where it listens.</param>
    /// <param name="lease">Time until the record goes unless it is renewed.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The provider with an epoch higher than any that the id had before, even if the directory has lost its data since.</returns>
    ValueTask<Provider> RegisterAsync(string service, string id, Endpoint endpoint, TimeSpan lease, CancellationToken cancellation);

    /// <summary>Renews the lease of a registered provider; tells nobody.</summary>
    ValueTask<LeaseState> RenewAsync(string service, Provider provider, TimeSpan lease, CancellationToken cancellation);

    /// <summary>Takes the record away, unless it is another epoch's by now, and tells the watchers.</summary>
    ValueTask RemoveAsync(string service, Provider provider, CancellationToken cancellation);

    /// <summary>The records of a service as they stand, unread: <see cref="Provider.FromRecord"/> reads them.</summary>
    ValueTask<IReadOnlyList<string>> ListAsync(string service, CancellationToken cancellation);

    /// <summary>
    /// Tells when the records of a service may have changed: every change between the completion of this call and the disposal of its
    /// result. A hint: it may come late, twice, for nothing, or be lost while the directory is away, but once the watch is back it is told again.
    /// That a lease is over may be told only when somebody lists the records.
    /// </summary>
    /// <param name="service">Name of the service.</param>
    /// <param name="changed">Called from any thread; must not block or throw.</param>
    /// <param name="cancellation">Gives up starting.</param>
    ValueTask<IAsyncDisposable> WatchAsync(string service, Action changed, CancellationToken cancellation);
}

/// <summary>What a directory says to a renewal.</summary>
public enum LeaseState
{
    /// <summary>The lease goes on.</summary>
    Renewed,

    /// <summary>The record is gone: expired, removed, or lost with the directory's memory. The provider registers anew.</summary>
    Gone,

    /// <summary>Somebody registered the same id since: the provider has been replaced and must not come back.</summary>
    Superseded,
}

/// <summary>A directory that can't be used; the message is meant for the user.</summary>
public sealed class DirectoryException : Exception
{
    /// <inheritdoc/>
    public DirectoryException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
