using Bench.Harness.Addressing;
using Bench.Harness.Catalog;
using Bench.Harness.Time;
using Bench.Transports.Directories;

namespace Bench.Tests.Support.Servers;

/// <summary>A directory's real server by the name of the directory's kind.</summary>
internal static class DirectoryServer
{
    private static readonly PlugCatalog Plugs = new(typeof(RedisDirectoryKind).Assembly);

    public static TheoryData<string> Kinds => [.. Plugs.All<IDirectoryKind>().Select(k => k.Name)];

    public static async Task<RealServer> StartNewAsync(string kind) =>
        kind == "redis" ? await RedisServer.StartNewAsync() : await ZooKeeperServer.StartNewAsync();

    public static async Task<RealServer> OfAsync(this SharedServers servers, string kind) =>
        kind == "redis" ? await servers.RedisAsync() : await servers.ZooKeeperAsync();

    public static ValueTask<IDirectory> OpenAsync(string kind, params Endpoint[] servers) =>
        Plugs.Find<IDirectoryKind>("directory", kind).OpenAsync(new DirectoryAddress(kind, servers), Plugs, Clock.System, CancellationToken.None);
}
