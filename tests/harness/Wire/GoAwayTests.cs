using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Wire;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Wire;

public sealed class GoAwayTests
{
    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task A_client_told_to_go_away_finishes_here_and_calls_elsewhere(string strategy)
    {
        var carrier = new HeldCarrier();
        await using RpcClient client = carrier.Client(strategy);
        (Task<CallOutcome>[] calls, RawPeer first, ulong[] ids) = await ClientInputTests.CallAsync(carrier, client, 1);

        await first.SendAsync(Frames.Join([Frames.HelloAck(), Frames.Of(FrameKind.GoAway)]));
        (Task<CallOutcome>[] next, RawPeer second, ulong[] nextIds) = await ClientInputTests.CallAsync(carrier, client, 1);
        await second.SendAsync(Frames.Join([Frames.HelloAck(), Frames.Reply(nextIds[0], 1)]));
        Assert.True((await next[0]).IsOk);
        await first.SendAsync(Frames.Reply(ids[0], 1));

        Assert.True((await calls[0]).IsOk);
        Assert.Null(await first.ReadAsync());
    }

    [Fact]
    public async Task A_server_that_stops_says_so_turns_new_requests_away_and_closes_when_done()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RawPeer peer = await RawPeer.ConnectAsync(host.Server.Endpoint);
        await peer.SendAsync(Frames.Join([Frames.Hello(), Frames.Request(1, new ProbeRequest(1, null, "hold"))]));
        await peer.ReadAsync(FrameKind.HelloAck);
        await ClientInputTests.EventuallyAsync(() => host.Server.Handled == 1);

        Task stopping = host.Server.DisposeAsync().AsTask();
        await peer.ReadAsync(FrameKind.GoAway);
        await peer.SendAsync(Frames.Request(2, new ProbeRequest(2)));
        (FrameHeader header, byte[] payload) = await peer.ReadAsync(FrameKind.Error);
        host.Service.Held.SetResult();

        Assert.Equal(2ul, header.Correlation);
        Assert.Equal(ErrorKind.ConnectionLost, ErrorPayload.Read(new(payload)).Error);
        Assert.Equal(1ul, (await peer.ReadAsync(FrameKind.Reply)).Header.Correlation);
        Assert.Null(await peer.ReadAsync());
        await stopping;
    }

    [Fact]
    public async Task A_request_in_a_handler_that_blocks_is_answered_before_the_server_stops()
    {
        using var service = new BlockingService();
        var carrier = new HeldCarrier();
        RpcServer server = await carrier.ServeAsync(service: service);
        await using RawPeer peer = carrier.Connect();
        Task sending = Task.Run(() => peer.SendAsync(Frames.Join([Frames.Hello(), Frames.Request(1, new ProbeRequest(1))])));
        Assert.True(await service.Entered.WaitAsync(TimeSpan.FromSeconds(20)));

        Task stopping = Task.Run(() => server.DisposeAsync().AsTask());
        await Task.WhenAny(stopping, Task.Delay(200));
        service.Release.Release();

        List<(FrameHeader Header, byte[] Payload)> frames = await peer.ReadToEndAsync();
        Assert.Contains(frames, f => f.Header is { Kind: FrameKind.Reply, Correlation: 1 });
        await stopping;
        await sending;
    }

    private sealed class BlockingService : IProbe, IDisposable
    {
        public SemaphoreSlim Entered { get; } = new(0);

        public SemaphoreSlim Release { get; } = new(0);

        public ValueTask<ProbeReply> AskAsync(ProbeRequest request, CancellationToken cancellation)
        {
            Entered.Release();
            Release.Wait(TimeSpan.FromSeconds(20), cancellation);
            return new ValueTask<ProbeReply>(new ProbeReply(request.Number));
        }

        public ValueTask<ProbeReply> OtherAsync(ProbeRequest request, CancellationToken cancellation) => AskAsync(request, cancellation);

        public void Dispose()
        {
            Entered.Dispose();
            Release.Dispose();
        }
    }
}
