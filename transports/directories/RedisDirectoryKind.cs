using Bench.Harness.Addressing;
using Bench.Harness.Catalog;
using Bench.Harness.Time;
using Bench.Transports.Directories.Redis;

namespace Bench.Transports.Directories;

/// <summary>Redis 5 and up: <c>redis://HOST:PORT</c>; with several, those of one cluster.</summary>
public sealed class RedisDirectoryKind : IDirectoryKind
{
    /// <inheritdoc/>
    public string Name => "redis";

    /// <inheritdoc/>
    public string Summary => "keys of Redis with a time to live: redis://HOST:PORT";

    /// <inheritdoc/>
    public int Rank => 2;

    /// <inheritdoc/>
    public ValueTask<IDirectory> OpenAsync(DirectoryAddress address, PlugCatalog plugs, Clock clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Servers.Count > 0 && address.Servers.All(s => s.Scheme == "tcp")
            ? RedisDirectory.OpenAsync(address, cancellation)
            : throw new DirectoryException($"'{address}' does not say where Redis is: use redis://HOST:PORT.");
    }
}
