using System.Buffers;
using System.Text;
using Bench.Harness.Outcome;

namespace Bench.Harness.Wire;

/// <summary>Why a request failed: the name of the kind behind a length byte, then the message up to the end of the frame.</summary>
internal readonly struct ErrorPayload(ErrorKind kind, string message) : IFramePayload
{
    private const int MaxMessageChars = 2_000;

    public void WriteTo(IBufferWriter<byte> output)
    {
        ShortText.Write(output, kind.Name());
        Encoding.UTF8.GetBytes(message.AsSpan(0, Math.Min(message.Length, MaxMessageChars)), output);
    }

    public static CallOutcome Read(in ReadOnlySequence<byte> payload)
    {
        var reader = new SequenceReader<byte>(payload);
        return ShortText.TryRead(ref reader) is string kind
            ? CallOutcome.Failed(ErrorKindNames.Parse(kind), Encoding.UTF8.GetString(reader.UnreadSequence))
            : CallOutcome.Failed(ErrorKind.Protocol, "the server sent a malformed error");
    }
}
