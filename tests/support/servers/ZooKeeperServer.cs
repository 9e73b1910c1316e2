using System.Diagnostics;
using System.Text;
using Bench.Harness.Addressing;
using Bench.Harness.Time;
using Bench.Transports.Directories.ZooKeeper;

namespace Bench.Tests.Support.Servers;

/// <summary>A ZooKeeper on its own; its sessions last from 0.2 to 60 s, exact to a tick of 0.1 s.</summary>
internal sealed class ZooKeeperServer : RealServer
{
    private const string Remedy = "apt-get install -y zookeeper default-jre-headless";

    private Relay? _relay;
    private int _planted;

    public override string Kind => "zookeeper";

    /// <summary>Through a relay, as ZooKeeper itself has no command that breaks a connection.</summary>
    public override DirectoryAddress Address => new(Kind, [(_relay ??= new Relay(Endpoint)).Endpoint]);

    protected override (string Question, string Answer) Readiness => ("srvr", "Zookeeper version");

    public static async Task<ZooKeeperServer> StartNewAsync()
    {
        var server = new ZooKeeperServer();
        await server.StartAsync();
        return server;
    }

    /// <inheritdoc/>
    public override async Task PlantAsync(string service, string record)
    {
        await using var session = new ZooKeeperSession([Endpoint], TimeSpan.FromSeconds(10), Clock.System);
        string node = new ZooKeeperPath(service).Provider($"planted{++_planted}");
        (await session.SendAsync(ZooKeeperRequest.Create(node, Encoding.UTF8.GetBytes(record), ephemeral: false), CancellationToken.None)).Checked();
    }

    /// <inheritdoc/>
    public override Task DropWatchesAsync()
    {
        _relay!.Drop();
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_relay is not null)
        {
            await _relay.DisposeAsync();
        }
        await base.DisposeAsync();
    }

    protected override ProcessStartInfo Command()
    {
        string java = Needs.Program("java", Remedy);
        string jar = Needs.File("/usr/share/java/zookeeper.jar", Remedy);
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
        return new ProcessStartInfo(java,
        [
            "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dzookeeper.admin.enableServer=false",
            "-cp", jar, "org.apache.zookeeper.server.quorum.QuorumPeerMain", configuration,
        ]);
    }

    protected override void LoseData()
    {
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }
    }

    private string Data => Path.Combine(Folder, "data");
}
