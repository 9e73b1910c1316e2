using Bench.Harness.Addressing;
using Bench.Harness.Catalog;
using Bench.Harness.Time;
using Bench.Transports.Directories.ZooKeeper;

namespace Bench.Transports.Directories;

/// <summary>ZooKeeper 3.4 and up: <c>zookeeper://HOST:PORT,HOST:PORT</c>, the servers of one ensemble.</summary>
public sealed class ZooKeeperDirectoryKind : IDirectoryKind
{
    /// <inheritdoc/>
    public string Name => "zookeeper";

    /// <inheritdoc/>
    public string Summary => "ephemeral nodes of ZooKeeper: zookeeper://HOST:PORT[,HOST:PORT]";

    /// <inheritdoc/>
    public int Rank => 3;

    /// <inheritdoc/>
    public ValueTask<IDirectory> OpenAsync(DirectoryAddress address, PlugCatalog plugs, Clock clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Servers.Count > 0 && address.Servers.All(s => s.Scheme == "tcp")
            ? new ValueTask<IDirectory>(new ZooKeeperDirectory(address, clock))
            : throw new DirectoryException($"'{address}' does not say where ZooKeeper is: use zookeeper://HOST:PORT, or zookeeper://HOST:PORT,HOST:PORT for an ensemble.");
    }
}
