using System.Text;
using Bench.Harness.Addressing;
using Bench.Harness.Time;

namespace Bench.Transports.Directories.ZooKeeper;

/// <summary>
/// A provider's registration: a session of its own, whose timeout is the lease, with the provider's record as an ephemeral node. The
/// session hears nothing but renewals, so that the record goes when they stop, whatever else the process still does.
/// </summary>
internal sealed class ZooKeeperLease : IAsyncDisposable
{
    private const int Tries = 5;

    private readonly ZooKeeperSession _session;

    private ZooKeeperLease(ZooKeeperSession session, Provider provider) => (_session, Provider) = (session, provider);

    public Provider Provider { get; }

    /// <summary>The timeout that the server granted.</summary>
    public TimeSpan Timeout => _session.Timeout;

    /// <summary>Registers with a new epoch, in place of any older record of the id.</summary>
    /// <exception cref="ZooKeeperException">ZooKeeper can't be reached or refused.</exception>
    public static async Task<ZooKeeperLease> TakeAsync(
        IReadOnlyList<Endpoint> hosts, ZooKeeperPath path, string id, Endpoint endpoint, TimeSpan timeout, Clock clock, CancellationToken cancellation)
    {
        var session = new ZooKeeperSession(hosts, timeout, clock);
        try
        {
            NodeStat counter = await CountAsync(session, path, id, cancellation).ConfigureAwait(false);
            var provider = new Provider(id, EpochOf(counter), endpoint);
            await PutAsync(session, path, provider, counter.Version, cancellation).ConfigureAwait(false);
            return new ZooKeeperLease(session, provider);
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives a sign of life, and looks whether the record is still the session's.</summary>
    /// <exception cref="ZooKeeperException">ZooKeeper can't be reached or refused.</exception>
    public async Task<bool> RenewAsync(ZooKeeperPath path, CancellationToken cancellation)
    {
        try
        {
            // Another server than the one that made the node may be behind.
            await _session.SendAsync(ZooKeeperRequest.Sync(path.Providers), cancellation).ConfigureAwait(false);
            ZooKeeperReply reply = await _session.SendAsync(ZooKeeperRequest.Exists(path.Provider(Provider.Id)), cancellation).ConfigureAwait(false);
            return reply.Error != ZooKeeperError.NoNode && reply.Stat().Owner == _session.Id;
        }
        catch (ZooKeeperException e) when (e.Error == ZooKeeperError.SessionExpired)
        {
            return false;
        }
    }

    /// <summary>Ends the session, with which the record goes if it is still the session's.</summary>
    /// <exception cref="ZooKeeperException">ZooKeeper can't be reached; the record goes when the lease is over.</exception>
    public async Task GiveUpAsync(CancellationToken cancellation)
    {
        try
        {
            await _session.CloseAsync(cancellation).ConfigureAwait(false);
        }
        catch (ZooKeeperException e) when (e.Error == ZooKeeperError.SessionExpired)
        {
        }
    }

    /// <summary>Leaves the record to the end of its lease.</summary>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    /// <summary>
    /// The epoch that belongs to a state of an id's counter: registrations counted from the time the counter was made, in ms, so that it
    /// rises even after ZooKeeper has lost its data.
    /// </summary>
    public static long EpochOf(NodeStat counter) => counter.CreatedAtMs + counter.Version;

    private static async Task<NodeStat> CountAsync(ZooKeeperSession session, ZooKeeperPath path, string id, CancellationToken cancellation)
    {
        ZooKeeperReply reply = await session.SendAsync(ZooKeeperRequest.SetData(path.Epoch(id), [], -1), cancellation).ConfigureAwait(false);
        if (reply.Error == ZooKeeperError.NoNode)
        {
            foreach (string node in (IEnumerable<string>)[.. path.Parents, path.Epoch(id)])
            {
                await session.SendAsync(ZooKeeperRequest.Create(node, [], ephemeral: false), cancellation).ConfigureAwait(false);
            }
            reply = await session.SendAsync(ZooKeeperRequest.SetData(path.Epoch(id), [], -1), cancellation).ConfigureAwait(false);
        }
        return reply.Stat();
    }

    /// <summary>
    /// Puts the record there, unless a later registration of the id has been counted: that one replaces it anyway. A node of an older session is
    /// replaced in one transaction, so that nobody sees the provider missing, and never taken over: it would go with that session.
    /// </summary>
    private static async Task PutAsync(ZooKeeperSession session, ZooKeeperPath path, Provider provider, int counted, CancellationToken cancellation)
    {
        string node = path.Provider(provider.Id);
        var newest = ZooKeeperRequest.Check(path.Epoch(provider.Id), counted);
        var create = ZooKeeperRequest.Create(node, Encoding.UTF8.GetBytes(provider.ToRecord()), ephemeral: true);
        var replace = ZooKeeperRequest.Multi(newest, ZooKeeperRequest.Delete(node, -1), create);
        var put = ZooKeeperRequest.Multi(newest, create);
        ZooKeeperError error = ZooKeeperError.None;
        for (int i = 0; i < Tries; i++)
        {
            error = (await session.SendAsync(error == ZooKeeperError.NodeExists ? replace : put, cancellation).ConfigureAwait(false)).MultiError();
            if (error is ZooKeeperError.None or ZooKeeperError.BadVersion)
            {
                return;
            }
        }
        throw new ZooKeeperException(error, $"the node {node} could not be made: {error} (is something else writing there?)");
    }
}
