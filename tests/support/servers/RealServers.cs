using Bench.Harness.Addressing;
using Bench.Tests.Directories;

namespace Bench.Tests.Support.Servers;

/// <summary>The directories that are servers of their own.</summary>
internal static class RealServers
{
    public static TheoryData<string> Kinds => ["redis", "zookeeper"];

    public static async Task<RealServer> StartNewAsync(string kind) => (RealServer)await DirectoryServers.StartNewAsync(kind);

    public static async Task<RealServer> RealAsync(this DirectoryServers servers, string kind) => (RealServer)await servers.OfAsync(kind);

    public static async Task<RedisServer> RedisAsync(this DirectoryServers servers) => (RedisServer)await servers.OfAsync("redis");

    public static async Task<ZooKeeperServer> ZooKeeperAsync(this DirectoryServers servers) => (ZooKeeperServer)await servers.OfAsync("zookeeper");

    public static async Task<IDirectory> OpenAsync(string kind, params Endpoint[] servers) => await DirectoryServers.OpenAsync(new DirectoryAddress(kind, servers));
}
