using Bench.Harness.Addressing;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Measure;
using Bench.Harness.Run;
using Bench.Harness.Time;
using Bench.Tests.Harness.Measure;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Run;

/// <summary>A server that is asked for its pauses, over a real socket.</summary>
public class WatchedServerTests
{
    private const long SecondNs = 1_000_000_000;

    [Fact]
    public async Task A_pause_is_placed_on_our_clock_however_far_the_servers_is_off()
    {
        var time = new JumpingTime();
        time.Jump(TimeSpan.FromHours(1));
        var clock = new Clock(time);
        using var watchdog = new PauseWatchdog(clock);
        await using RpcServer server = await StartAsync(watchdog, clock);
        await using var watched = new WatchedServer(server.Endpoint, Tcp, ProbeHost.Plugs, TimeSpan.FromSeconds(30), Clock.System);

        long fromNs = Clock.System.NowNs;
        (ServerSnapshot? first, _) = await watched.AskAsync();
        Assert.Empty(watched.PausesBetween(long.MinValue, long.MaxValue));
        time.Jump(TimeSpan.FromSeconds(2));
        (ServerSnapshot? second, _) = await watched.AskAsync();

        Assert.Equal(first!.StartedNs, second!.StartedNs);
        Pause pause = watched.PausesBetween(long.MinValue, long.MaxValue).MaxBy(p => p.DurationNs);
        Assert.InRange(pause.DurationNs, (long)(1.9 * SecondNs), 60 * SecondNs);
        // The jump itself is 2 s between the clocks, and so within what the placing can't know; the hour is not.
        Assert.InRange(pause.StartNs, fromNs - (3 * SecondNs), Clock.System.NowNs + SecondNs);
        Assert.Empty(watched.PausesBetween(fromNs + (3600 * SecondNs), long.MaxValue));
    }

    [Fact]
    public async Task A_pause_from_before_the_first_question_is_nobodys()
    {
        var time = new JumpingTime();
        var clock = new Clock(time);
        using var watchdog = new PauseWatchdog(clock);
        time.Jump(TimeSpan.FromSeconds(2));
        Assert.True(SpinWait.SpinUntil(() => watchdog.Between(0, clock.NowNs - (SecondNs / 10)).Count > 0, TimeSpan.FromSeconds(10)));
        await Task.Delay(300);
        await using RpcServer server = await StartAsync(watchdog, clock);
        await using var watched = new WatchedServer(server.Endpoint, Tcp, ProbeHost.Plugs, TimeSpan.FromSeconds(30), Clock.System);
        await watched.AskAsync();
        await watched.AskAsync();
        Assert.DoesNotContain(watched.PausesBetween(long.MinValue, long.MaxValue), p => p.DurationNs > 1.9 * SecondNs);
    }

    [Fact]
    public void Figures_of_another_process_at_the_same_place_are_not_subtracted()
    {
        var process = ProcessSnapshot.Take(Clock.System);
        var before = new ServersSnapshot(process, 5, 0, null, [1, 2]);
        Assert.True(new ServersSnapshot(process, 9, 0, null, [1, 2]).IsOfSame(before));
        Assert.False(new ServersSnapshot(process, 9, 0, null, [1, 3]).IsOfSame(before));
        Assert.False(new ServersSnapshot(null, null, null, "gone", []).IsOfSame(before));
    }

    private static ICarrier Tcp => ProbeHost.Plugs.Find<ICarrier>("carrier", "tcp");

    private static async Task<RpcServer> StartAsync(PauseWatchdog watchdog, Clock clock)
    {
        RpcServer? server = null;
        return server = await RpcServer.StartAsync(
            new RpcServerOptions
            {
                Services = [(ServiceContract.Of(typeof(IServerControl)), new ServerControl(() => server!.Handled, () => server!.Failed, watchdog, clock))],
                Codecs = [new ControlCodec()],
                Binding = new EmittedBinding(),
            },
            Tcp,
            Endpoint.Parse("127.0.0.1:0"));
    }
}
