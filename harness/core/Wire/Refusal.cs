using System.Buffers;
using Bench.Harness.Outcome;

namespace Bench.Harness.Wire;

/// <summary>The frame that refuses a connection, for carriers that notice before the pipeline does that a client can't be served.</summary>
public static class Refusal
{
    /// <summary>An error of correlation 0; the client ends its calls as <see cref="ErrorKind.Refused"/> with the message.</summary>
    public static ReadOnlyMemory<byte> Frame(string message)
    {
        var frame = new ArrayBufferWriter<byte>();
        _ = frame.GetMemory(FrameHeader.Size);
        frame.Advance(FrameHeader.Size);
        new ErrorPayload(CallOutcome.Failed(ErrorKind.Refused, message)).WriteTo(frame);
        byte[] bytes = frame.WrittenSpan.ToArray();
        new FrameHeader(FrameKind.Error, FrameFlags.None, 0, 0, 0, bytes.Length - FrameHeader.Size).WriteTo(bytes);
        return bytes;
    }
}
