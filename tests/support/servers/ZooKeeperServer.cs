using System.Diagnostics;

namespace Bench.Tests.Support.Servers;

/// <summary>A ZooKeeper on its own; its sessions last from 0.2 to 60 s, exact to a tick of 0.1 s.</summary>
internal sealed class ZooKeeperServer : RealServer
{
    private const string Remedy = "apt-get install -y zookeeper default-jre-headless";

    private readonly string _java = Needs.Program("java", Remedy);
    private readonly string _jar = Needs.File("/usr/share/java/zookeeper.jar", Remedy);

    protected override (string Question, string Answer) Readiness => ("srvr", "Zookeeper version");

    public static async Task<ZooKeeperServer> StartNewAsync()
    {
        var server = new ZooKeeperServer();
        await server.StartAsync();
        return server;
    }

    protected override ProcessStartInfo Command()
    {
        string configuration = Path.Combine(Folder, "zoo.cfg");
        File.WriteAllText(configuration, $"""
            tickTime=100
            minSessionTimeout=200
            maxSessionTimeout=60000
            maxClientCnxns=0
            dataDir={Data}
            clientPort={Endpoint.Port}
            clientPortAddress={Endpoint.Host}
            4lw.commands.whitelist=srvr

            """);
        return new ProcessStartInfo(_java,
        [
            "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dzookeeper.admin.enableServer=false",
            "-cp", _jar, "org.apache.zookeeper.server.quorum.QuorumPeerMain", configuration,
        ]);
    }

    protected override void LoseData() => Directory.Delete(Data, recursive: true);

    private string Data => Path.Combine(Folder, "data");
}
