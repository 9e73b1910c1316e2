using System.Text;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Wire;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Wire;

/// <summary>What a server makes of bytes.</summary>
public sealed class ServerInputTests
{
    [Fact]
    public async Task Case3_requests_split_at_every_byte_are_answered()
    {
        var carrier = new HeldCarrier();
        await using RpcServer server = await carrier.ServeAsync();
        byte[] stream = Frames.Join([Frames.Hello(), .. Enumerable.Range(1, 3).Select(i => Frames.Request((ulong)i, new ProbeRequest(i, "ä")))]);

        for (int split = 1; split < stream.Length; split++)
        {
            await using RawPeer peer = carrier.Connect();
            await peer.SendAsync(stream.AsMemory(0, split));
            await Task.Yield();
            await peer.SendAsync(stream.AsMemory(split));
            await AssertAnsweredAsync(peer, 3);
        }
    }

    [Fact]
    public async Task Case3_requests_that_come_byte_by_byte_are_answered()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        byte[] stream = Frames.Join([Frames.Hello(), .. Enumerable.Range(1, 3).Select(i => Frames.Request((ulong)i, new ProbeRequest(i, "ä")))]);
        await using RawPeer peer = await RawPeer.ConnectAsync(host.Server.Endpoint);
        for (int i = 0; i < stream.Length; i++)
        {
            await peer.SendAsync(stream.AsMemory(i, 1));
        }
        await AssertAnsweredAsync(peer, 3);
    }

    [Fact]
    public async Task Case4_a_thousand_requests_in_one_write_are_answered_in_few_flushes()
    {
        var carrier = new HeldCarrier();
        await using RpcServer server = await carrier.ServeAsync();
        await using RawPeer peer = carrier.Connect();
        await peer.SendAsync(Frames.Join([Frames.Hello(), .. Enumerable.Range(1, 1_000).Select(i => Frames.Request((ulong)i, new ProbeRequest(i)))]));

        await AssertAnsweredAsync(peer, 1_000);
        Assert.Equal(1_000, server.Handled);
        Assert.InRange(carrier.Flushes, 1, 50);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(19)]
    [InlineData(25)]
    public async Task Case5_an_end_within_a_frame_ends_the_connection(int bytes)
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RawPeer peer = await RawPeer.ConnectAsync(host.Server.Endpoint);
        await peer.SendAsync(Frames.Hello());
        await peer.ReadAsync(FrameKind.HelloAck);
        await peer.SendAsync(Frames.Request(1, new ProbeRequest(1)).AsMemory(0, bytes));
        await peer.EndAsync();

        for (int i = 0; i < 1_000 && host.Server.Connections > 0; i++)
        {
            await Task.Delay(10);
        }
        Assert.Equal(0, host.Server.Connections);
        Assert.Equal(0, host.Server.Handled);
    }

    public static TheoryData<string> Strangers => ["GET / HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n", "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03 and then a TLS hello of some length", "SSH-2.0-OpenSSH_9.6\r\n and the key exchange"];

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Case6_other_protocols_are_told_and_cut(string bytes)
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await AssertCutAsync(host, Encoding.Latin1.GetBytes(bytes), "");
    }

    [Theory]
    [InlineData("\x16\x03\x01\0\xf0\x01\0\0\xec\x03\x03")]
    [InlineData("\x01\x10\0\0")]
    public async Task Case6_a_first_frame_longer_than_any_hello_is_cut_before_it_has_come(string bytes)
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await AssertCutAsync(host, Encoding.Latin1.GetBytes(bytes), "");
    }

    [Fact]
    public async Task Case6_random_bytes_are_cut_and_the_server_lives_on()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        var random = new Random(6);
        for (int i = 0; i < 40; i++)
        {
            byte[] bytes = new byte[24 + random.Next(300)];
            random.NextBytes(bytes);
            await using RawPeer peer = await RawPeer.ConnectAsync(host.Server.Endpoint);
            await peer.SendAsync(bytes);
            Assert.All(await peer.ReadToEndAsync(), f => Assert.Equal(FrameKind.Error, f.Header.Kind));
        }
        await using RpcClient client = host.Client("pooled");
        Assert.Equal(5, (await client.CreateClient<IProbe>().AskAsync(new ProbeRequest(5), CancellationToken.None)).Number);
    }

    public static TheoryData<int, string> Wrong => new() { { 0, "the first frame has kind 3, a hello has 1" }, { 1, "not a hello of this protocol" }, { 2, "kind Reply" }, { 3, "kind Hello" }, { 4, "kind 77" } };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Frames_that_do_not_belong_are_named_and_the_connection_cut(int number, string named)
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await AssertCutAsync(
            host,
            number switch
            {
                0 => Frames.Request(1, new ProbeRequest(1)),
                1 => Frames.Of(FrameKind.Hello, payload: new byte[40]),
                2 => Frames.Join([Frames.Hello(), Frames.Reply(1, 1)]),
                3 => Frames.Join([Frames.Hello(), Frames.Hello()]),
                _ => Frames.Join([Frames.Hello(), Frames.Of((FrameKind)77)]),
            },
            named);
    }

    [Fact]
    public async Task Void_frames_and_pongs_are_skipped_and_pings_answered()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RawPeer peer = await RawPeer.ConnectAsync(host.Server.Endpoint);
        await peer.SendAsync(Frames.Join([Frames.Hello(), Frames.Of(FrameKind.Void, 9, new byte[50]), Frames.Of(FrameKind.Pong), Frames.Of(FrameKind.GoAway), Frames.Of(FrameKind.Cancel, 99), Frames.Of(FrameKind.Ping, 42)]));

        await peer.ReadAsync(FrameKind.HelloAck);
        Assert.Equal(42ul, (await peer.ReadAsync(FrameKind.Pong)).Header.Correlation);
    }

    [Fact]
    public async Task A_method_that_does_not_exist_and_a_payload_that_does_not_decode_fail_their_calls_only()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RawPeer peer = await RawPeer.ConnectAsync(host.Server.Endpoint);
        await peer.SendAsync(Frames.Join([Frames.Hello(), Frames.Of(FrameKind.Request, 1, [], method: 2), Frames.Of(FrameKind.Request, 2, [1, 2]), Frames.Request(3, new ProbeRequest(3))]));

        await peer.ReadAsync(FrameKind.HelloAck);
        Assert.Equal(ErrorKind.Protocol, Error(await peer.ReadAsync(FrameKind.Error), 1).Error);
        Assert.Equal(ErrorKind.Decode, Error(await peer.ReadAsync(FrameKind.Error), 2).Error);
        Assert.Equal(3ul, (await peer.ReadAsync(FrameKind.Reply)).Header.Correlation);
    }

    private static CallOutcome Error((FrameHeader Header, byte[] Payload) frame, ulong correlation)
    {
        Assert.Equal(correlation, frame.Header.Correlation);
        return ErrorPayload.Read(new(frame.Payload));
    }

    private static async Task AssertAnsweredAsync(RawPeer peer, int requests)
    {
        await peer.ReadAsync(FrameKind.HelloAck);
        for (int i = 1; i <= requests; i++)
        {
            (FrameHeader header, byte[] payload) = await peer.ReadAsync(FrameKind.Reply);
            Assert.Equal((ulong)i, header.Correlation);
            Assert.Equal(i, Frames.Decoded<ProbeReply>(payload).Number);
        }
    }

    private static async Task AssertCutAsync(ProbeHost host, byte[] bytes, string named)
    {
        await using RawPeer peer = await RawPeer.ConnectAsync(host.Server.Endpoint);
        await peer.SendAsync(bytes);

        (FrameHeader header, byte[] payload) = (await peer.ReadToEndAsync())[^1];
        Assert.Equal(FrameKind.Error, header.Kind);
        CallOutcome outcome = Error((header, payload), 0);
        Assert.Equal(ErrorKind.Protocol, outcome.Error);
        Assert.Contains(named, outcome.Message, StringComparison.Ordinal);
    }
}
