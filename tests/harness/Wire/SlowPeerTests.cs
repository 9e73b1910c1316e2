using Bench.Harness.Calls;
using Bench.Harness.Wire;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Wire;

/// <summary>Peers that send or read too slowly.</summary>
public sealed class SlowPeerTests
{
    private static readonly WireLimits Short = new() { HeaderReadTimeout = TimeSpan.FromMilliseconds(300), HandshakeTimeout = TimeSpan.FromSeconds(60) };

    [Fact]
    public async Task Case7_a_header_that_comes_a_byte_now_and_then_is_cut()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(change: o => o with { Limits = Short });
        await using RawPeer peer = await RawPeer.ConnectAsync(host.Server.Endpoint);
        await peer.SendAsync(Frames.Hello());
        await peer.ReadAsync(FrameKind.HelloAck);
        Task<(FrameHeader, byte[])?> end = peer.ReadAsync();

        byte[] request = Frames.Request(1, new ProbeRequest(1));
        for (int i = 0; i < FrameHeader.Size - 1 && !end.IsCompleted; i++)
        {
            peer.Post(request.AsMemory(i, 1));
            await Task.WhenAny(end, Task.Delay(50));
        }

        Assert.Null(await end);
    }

    [Fact]
    public async Task Case7_a_connection_without_a_hello_is_cut()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(change: o => o with { Limits = new() { HandshakeTimeout = TimeSpan.FromMilliseconds(200) } });
        await using RawPeer peer = await RawPeer.ConnectAsync(host.Server.Endpoint);

        Assert.Null(await peer.ReadAsync());
    }

    [Fact]
    public async Task Case7_a_connection_that_is_merely_idle_is_kept()
    {
        await using ProbeHost host = await ProbeHost.StartAsync(change: o => o with { Limits = Short });
        await using RawPeer peer = await RawPeer.ConnectAsync(host.Server.Endpoint);
        await peer.SendAsync(Frames.Hello());
        await peer.ReadAsync(FrameKind.HelloAck);

        await Task.Delay(800);

        await peer.SendAsync(Frames.Of(FrameKind.Ping));
        await peer.ReadAsync(FrameKind.Pong);
    }

    [Fact]
    public async Task Case7_frames_that_keep_coming_with_a_part_of_the_next_are_no_slow_header()
    {
        // Longer in all than the limit, and each part far shorter, on a machine that is busy too.
        await using ProbeHost host = await ProbeHost.StartAsync(change: o => o with { Limits = new() { HeaderReadTimeout = TimeSpan.FromSeconds(2) } });
        await using RawPeer peer = await RawPeer.ConnectAsync(host.Server.Endpoint);
        await peer.SendAsync(Frames.Hello());
        await peer.ReadAsync(FrameKind.HelloAck);
        byte[] pings = Frames.Join(Enumerable.Range(1, 30).Select(i => Frames.Of(FrameKind.Ping, (ulong)i)));

        await peer.SendAsync(pings.AsMemory(0, 10));
        for (int i = 1; i < 30; i++)
        {
            await Task.Delay(100);
            await peer.SendAsync(pings.AsMemory((i * FrameHeader.Size) - 10, FrameHeader.Size));
            await peer.ReadAsync(FrameKind.Pong);
        }
    }

    [Fact]
    public async Task Case9_a_client_that_never_reads_is_kept_waiting_and_nobody_else()
    {
        const int Reply = 20_000;
        const int Requests = 500;
        var carrier = new HeldCarrier();
        await using RpcServer server = await carrier.ServeAsync(o => o with { Limits = new() { MaxUnsentBytes = 200_000 } });
        await using RawPeer greedy = carrier.Connect();
        greedy.Post(Frames.Join([Frames.Hello(), .. Enumerable.Range(1, Requests).Select(i => Frames.Request((ulong)i, new ProbeRequest(Reply, null, "much")))]));

        await using RawPeer other = carrier.Connect();
        await other.SendAsync(Frames.Join([Frames.Hello(), Frames.Request(1, new ProbeRequest(1))]));
        await other.ReadAsync(FrameKind.HelloAck);
        await other.ReadAsync(FrameKind.Reply);
        long handled = -1;
        while (handled != server.Handled)
        {
            handled = server.Handled;
            await Task.Delay(200);
        }

        // What is kept: the limit and the frame that crossed it; the pipe itself pauses at 64 KiB.
        Assert.InRange(handled, 5, (200_000 + 65_536) / Reply + 3);
        await greedy.ReadAsync(FrameKind.HelloAck);
        for (int i = 0; i < Requests; i++)
        {
            await greedy.ReadAsync(FrameKind.Reply);
        }
    }
}
