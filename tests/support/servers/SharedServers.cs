namespace Bench.Tests.Support.Servers;

/// <summary>One server of each kind for the tests of a class that leave it as it is, started when first asked for.</summary>
public sealed class SharedServers : IAsyncDisposable
{
    private RedisServer? _redis;
    private ZooKeeperServer? _zookeeper;

    internal async Task<RedisServer> RedisAsync() => _redis ??= await RedisServer.StartNewAsync();

    internal async Task<ZooKeeperServer> ZooKeeperAsync() => _zookeeper ??= await ZooKeeperServer.StartNewAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (RealServer server in new RealServer?[] { _redis, _zookeeper }.OfType<RealServer>())
        {
            await server.DisposeAsync();
        }
    }
}
