using Bench.Harness.Addressing;
using Bench.Harness.Time;

namespace Bench.Transports.Directories.ZooKeeper;

/// <summary>
/// Providers as ephemeral nodes. Each registration has a session of its own, so that its lease is its own and removing it touches no
/// other; all reads and watches share another one.
/// </summary>
internal sealed class ZooKeeperDirectory(DirectoryAddress address, Clock clock) : IDirectory
{
    private readonly WatchingSession _reading = new(address.Servers, clock);
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Service, string Id), ZooKeeperLease> _leases = [];

    /// <inheritdoc/>
    public async ValueTask<Provider> RegisterAsync(string service, string id, Endpoint endpoint, TimeSpan lease, CancellationToken cancellation)
    {
        try
        {
            ZooKeeperLease taken = await ZooKeeperLease.TakeAsync(address.Servers, new ZooKeeperPath(service), id, endpoint, lease, clock, cancellation).ConfigureAwait(false);
            if (Keep(service, taken) is { } older)
            {
                await older.DisposeAsync().ConfigureAwait(false);
            }
            return taken.Provider;
        }
        catch (ZooKeeperException e)
        {
            throw Failure(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LeaseState> RenewAsync(string service, Provider provider, TimeSpan lease, CancellationToken cancellation)
    {
        var path = new ZooKeeperPath(service);
        try
        {
            if (Find(service, provider) is { } own)
            {
                if (await own.RenewAsync(path, cancellation).ConfigureAwait(false))
                {
                    return LeaseState.Renewed;
                }
                Forget(service, own);
                await own.DisposeAsync().ConfigureAwait(false);
            }
            ZooKeeperReply reply = await ReadAsync(path, ZooKeeperRequest.GetData(path.Provider(provider.Id)), cancellation).ConfigureAwait(false);
            return reply.Error != ZooKeeperError.NoNode && Provider.FromRecord(reply.Data().Text)?.Epoch > provider.Epoch ? LeaseState.Superseded : LeaseState.Gone;
        }
        catch (ZooKeeperException e)
        {
            throw Failure(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(string service, Provider provider, CancellationToken cancellation)
    {
        try
        {
            if (Find(service, provider) is { } own)
            {
                await own.GiveUpAsync(cancellation).ConfigureAwait(false);
                Forget(service, own);
            }
            else
            {
                await RemoveForeignAsync(new ZooKeeperPath(service), provider, cancellation).ConfigureAwait(false);
            }
        }
        catch (ZooKeeperException e)
        {
            throw Failure(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> ListAsync(string service, CancellationToken cancellation)
    {
        var path = new ZooKeeperPath(service);
        try
        {
            ZooKeeperReply ids = await ReadAsync(path, ZooKeeperRequest.GetChildren(path.Providers, watch: false), cancellation).ConfigureAwait(false);
            if (ids.Error == ZooKeeperError.NoNode)
            {
                return [];
            }
            ZooKeeperReply[] records = await Task.WhenAll(ids.Children()
                .Select(child => _reading.SendAsync(ZooKeeperRequest.GetData($"{path.Providers}/{child}"), cancellation))).ConfigureAwait(false);
            return [.. records.Where(r => r.Error != ZooKeeperError.NoNode).Select(r => r.Data().Text)];
        }
        catch (ZooKeeperException e)
        {
            throw Failure(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> WatchAsync(string service, Action changed, CancellationToken cancellation)
    {
        var path = new ZooKeeperPath(service);
        try
        {
            return await _reading.WatchAsync(path.Parents, path.Providers, changed, cancellation).ConfigureAwait(false);
        }
        catch (ZooKeeperException e)
        {
            throw Failure(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        ZooKeeperLease[] leases;
        lock (_gate)
        {
            leases = [.. _leases.Values];
        }
        foreach (ZooKeeperLease lease in leases)
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }
        await _reading.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Keeps the lease of the latest registration of an id.</summary>
    /// <returns>The other one, if there is one.</returns>
    private ZooKeeperLease? Keep(string service, ZooKeeperLease lease)
    {
        lock (_gate)
        {
            (string, string) key = (service, lease.Provider.Id);
            ZooKeeperLease? other = _leases.GetValueOrDefault(key);
            if (other?.Provider.Epoch > lease.Provider.Epoch)
            {
                return lease;
            }
            _leases[key] = lease;
            return other;
        }
    }

    private ZooKeeperLease? Find(string service, Provider provider)
    {
        lock (_gate)
        {
            return _leases.GetValueOrDefault((service, provider.Id)) is { } lease && lease.Provider.Epoch == provider.Epoch ? lease : null;
        }
    }

    private void Forget(string service, ZooKeeperLease lease)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_leases.GetValueOrDefault((service, lease.Provider.Id)), lease))
            {
                _leases.Remove((service, lease.Provider.Id));
            }
        }
    }

    /// <summary>A read that sees what was written before it, whichever server answers.</summary>
    private async Task<ZooKeeperReply> ReadAsync(ZooKeeperPath path, ZooKeeperRequest request, CancellationToken cancellation)
    {
        await _reading.SendAsync(ZooKeeperRequest.Sync(path.Providers), cancellation).ConfigureAwait(false);
        return await _reading.SendAsync(request, cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes a record away that was registered through another directory object: only if no later registration has been counted.</summary>
    private async Task RemoveForeignAsync(ZooKeeperPath path, Provider provider, CancellationToken cancellation)
    {
        ZooKeeperReply counter = await ReadAsync(path, ZooKeeperRequest.Exists(path.Epoch(provider.Id)), cancellation).ConfigureAwait(false);
        if (counter.Error != ZooKeeperError.NoNode && ZooKeeperLease.EpochOf(counter.Stat()) == provider.Epoch)
        {
            var remove = ZooKeeperRequest.Multi(
                ZooKeeperRequest.Check(path.Epoch(provider.Id), counter.Stat().Version), ZooKeeperRequest.Delete(path.Provider(provider.Id), -1));
            (await _reading.SendAsync(remove, cancellation).ConfigureAwait(false)).MultiError();
        }
    }

    private DirectoryException Failure(ZooKeeperException e) => new(
        $"The directory {address} can't be used: {e.Message}. Start ZooKeeper there, or correct the address.", e);
}
