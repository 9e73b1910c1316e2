using System.Buffers;
using Bench.Harness.Wire;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Wire;

/// <summary>Frames as bytes, made without the sender under test.</summary>
internal static class Frames
{
    public static Hello ProbeHello { get; } = new(1, "plain", ProbeHost.Contract.Name, ProbeHost.Contract.Hash);

    public static byte[] Of(FrameKind kind, ulong correlation = 0, byte[]? payload = null, ushort method = 0)
    {
        byte[] frame = new byte[FrameHeader.Size + (payload?.Length ?? 0)];
        new FrameHeader(kind, FrameFlags.None, method, correlation, 0, payload?.Length ?? 0).WriteTo(frame);
        payload?.CopyTo(frame, FrameHeader.Size);
        return frame;
    }

    public static byte[] Hello() => Of(FrameKind.Hello, payload: Bytes(ProbeHello));

    public static byte[] HelloAck(int maxFrameBytes = 1 << 20) => Of(FrameKind.HelloAck, payload: Bytes(new HelloAck(1, maxFrameBytes, 1_000)));

    public static byte[] Request(ulong correlation, ProbeRequest request) => Of(FrameKind.Request, correlation, Encoded(request));

    public static byte[] Reply(ulong correlation, int number) => Of(FrameKind.Reply, correlation, Encoded(new ProbeReply(number)));

    public static byte[] Join(IEnumerable<byte[]> frames) => [.. frames.SelectMany(f => f)];

    public static byte[] Bytes<T>(T payload) where T : IFramePayload
    {
        var output = new ArrayBufferWriter<byte>();
        payload.WriteTo(output);
        return output.WrittenSpan.ToArray();
    }

    public static T Decoded<T>(byte[] payload) => new PlainCodec().For<T>().Decode(new ReadOnlySequence<byte>(payload));

    private static byte[] Encoded<T>(T message)
    {
        var output = new ArrayBufferWriter<byte>();
        new PlainCodec().For<T>().Encode(message, output);
        return output.WrittenSpan.ToArray();
    }
}
