using System.Diagnostics;
using System.Text;
using Bench.Transports.Directories.Redis;

namespace Bench.Tests.Support.Servers;

/// <summary>redis-server, in memory only: each start is one with its data lost.</summary>
internal sealed class RedisServer : RealServer
{
    private int _planted;

    public override string Kind => "redis";

    /// <summary>Shifts its wall clock, if set before it starts.</summary>
    public ClockShim? WallClock { get; init; }

    protected override (string Question, string Answer) Readiness => ("PING", "+PONG");

    /// <param name="clock">Shifts its wall clock.</param>
    public static async Task<RedisServer> StartNewAsync(ClockShim? clock = null)
    {
        var server = new RedisServer { WallClock = clock };
        await server.StartAsync();
        return server;
    }

    /// <inheritdoc/>
    public override async Task PlantAsync(string service, string record)
    {
        var keys = new RedisKeys(service);
        string id = $"planted{++_planted}";
        await AskAsync(Words("HSET", keys.Provider(id)!, "record", record));
        await AskAsync(Words("SADD", keys.Ids!, id));
    }

    /// <inheritdoc/>
    public override Task DropWatchesAsync() => AskAsync("CLIENT KILL TYPE pubsub");

    protected override ProcessStartInfo Command()
    {
        var start = new ProcessStartInfo(Needs.Program("redis-server", "apt-get install -y redis-server"),
        [
            "--port", $"{Endpoint.Port}", "--bind", Endpoint.Host, "--save", "", "--appendonly", "no", "--dir", Folder, "--enable-debug-command", "yes",
        ]);
        WallClock?.ApplyTo(start);
        return start;
    }

    protected override void LoseData()
    {
        // It has kept none.
    }

    /// <summary>A command whose words may be of any characters.</summary>
    private static string Words(params string[] words) =>
        $"*{words.Length}\r\n{string.Concat(words.Select(w => $"${Encoding.UTF8.GetByteCount(w)}\r\n{w}\r\n"))}";
}
