using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Wire;
using Bench.Tests.Harness.Wire;
using Bench.Tests.Support;

namespace Bench.Tests.Cases;

/// <summary>When a silent peer is dead, and when it is not: in virtual time.</summary>
public sealed class HeartbeatCaseTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(60)]
    public Task Case28_a_peer_gone_silent_is_dead_within_two_heartbeats_and_a_second(double heartbeatSeconds) => VirtualTime.RunAsync(async time =>
    {
        var heartbeat = TimeSpan.FromSeconds(heartbeatSeconds);
        (HeldCarrier carrier, RpcClient client, Task<CallOutcome> call, RawPeer server) = await OpenAsync(time, new ClientOptions { Heartbeat = heartbeat, Deadline = TimeSpan.FromHours(1) });
        await using RpcClient closing = client;
        time.Advance(37);
        await server.SendAsync(Frames.HelloAck());

        TimeSpan silent = time.AdvanceUntil(() => carrier.Aborted == 1, TimeSpan.FromHours(1));

        Assert.InRange(silent, heartbeat, (2 * heartbeat) + TimeSpan.FromSeconds(1));
        CallOutcome outcome = await call.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(ErrorKind.ConnectionLost, outcome.Error);
        Assert.Contains("3 heartbeats unanswered", outcome.Message, StringComparison.Ordinal);
    });

    [Fact]
    public Task With_the_defaults_a_peer_may_stand_still_for_a_second_again_and_again() => VirtualTime.RunAsync(async time =>
    {
        (HeldCarrier carrier, RpcClient client, Task<CallOutcome> call, RawPeer server) = await OpenAsync(time, new ClientOptions { Deadline = TimeSpan.FromHours(1) });
        await using RpcClient closing = client;

        for (int i = 0; i < 30; i++)
        {
            await server.SendAsync(Frames.Of(FrameKind.Pong));
            // It stands still as the first heartbeat arrives.
            time.Advance(1_100);
            await server.ReadAsync(FrameKind.Ping);
            time.Advance(1_000);
            await server.SendAsync(Frames.Of(FrameKind.Pong));
            await DrainAsync(server, time);
        }

        Assert.Equal(0, carrier.Aborted);
        Assert.False(call.IsCompleted);
    });

    [Fact]
    public Task Case37_a_client_that_stood_still_for_a_minute_asks_once_and_keeps_its_connection() => VirtualTime.RunAsync(async time =>
    {
        (HeldCarrier carrier, RpcClient client, Task<CallOutcome> call, RawPeer server) = await OpenAsync(time, new ClientOptions { Deadline = TimeSpan.FromHours(1) });
        await using RpcClient closing = client;
        await server.SendAsync(Frames.HelloAck());
        time.Advance(200);

        for (int i = 0; i < 20; i++)
        {
            time.Skip(TimeSpan.FromSeconds(60));
            time.Advance(100);
            await server.ReadAsync(FrameKind.Ping);
            await server.SendAsync(Frames.Of(FrameKind.Pong));
            time.Advance(300);
        }

        Assert.Equal(0, carrier.Aborted);
        Assert.False(call.IsCompleted);
        Assert.Null(await server.TryReadAsync());
    });

    private static async Task<(HeldCarrier Carrier, RpcClient Client, Task<CallOutcome> Call, RawPeer Server)> OpenAsync(VirtualTime time, ClientOptions options)
    {
        var carrier = new HeldCarrier();
        RpcClient client = carrier.Client(options: options with { Connections = 1 }, clock: time.Clock);
        Task<CallOutcome> call = client.OutcomeAsync(new ProbeRequest(1));
        RawPeer server = await carrier.PeerAsync();
        await server.ReadAsync(FrameKind.Hello);
        await server.ReadAsync(FrameKind.Request);
        return (carrier, client, call, server);
    }

    /// <summary>Reads the heartbeats that were asked in between.</summary>
    private static async Task DrainAsync(RawPeer server, VirtualTime time)
    {
        time.Advance(100);
        while (await server.TryReadAsync() is { } frame)
        {
            Assert.Equal(FrameKind.Ping, frame.Header.Kind);
        }
    }
}
