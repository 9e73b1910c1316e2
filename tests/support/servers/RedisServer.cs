using System.Diagnostics;

namespace Bench.Tests.Support.Servers;

/// <summary>redis-server, in memory only: each start is one with its data lost.</summary>
internal sealed class RedisServer : RealServer
{
    private const string Remedy = "apt-get install -y redis-server";

    private readonly string _program = Needs.Program("redis-server", Remedy);
    private readonly ClockShim? _clock;

    private RedisServer(ClockShim? clock) => _clock = clock;

    protected override (string Question, string Answer) Readiness => ("PING", "+PONG");

    /// <param name="clock">Shifts its wall clock.</param>
    public static async Task<RedisServer> StartNewAsync(ClockShim? clock = null)
    {
        var server = new RedisServer(clock);
        await server.StartAsync();
        return server;
    }

    protected override ProcessStartInfo Command()
    {
        var start = new ProcessStartInfo(_program,
        [
            "--port", $"{Endpoint.Port}", "--bind", Endpoint.Host, "--save", "", "--appendonly", "no", "--dir", Folder, "--enable-debug-command", "yes",
        ]);
        _clock?.ApplyTo(start);
        return start;
    }

    protected override void LoseData()
    {
        // It has kept none.
    }
}
