using System.Buffers;
using System.Text;
using Bench.Harness.Outcome;

namespace Bench.Harness.Wire;

/// <summary>
/// Why a request failed: the name of the kind behind a length byte, then the message up to the end of the frame. A server that gave up
/// because the request's time was over or because the client asked for it says so with <c>deadline</c> and <c>cancelled</c>.
/// </summary>
internal readonly struct ErrorPayload(string kind, string message) : IFramePayload
{
    private const int MaxMessageChars = 2_000;
    private const string Deadline = "deadline";
    private const string Cancelled = "cancelled";

    public ErrorPayload(in CallOutcome outcome)
        : this(outcome.Kind switch { OutcomeKind.Timeout => Deadline, OutcomeKind.Cancelled => Cancelled, _ => outcome.Error.Name() }, outcome.Message ?? "")
    {
    }

    public void WriteTo(IBufferWriter<byte> output)
    {
        ShortText.Write(output, kind);
        Encoding.UTF8.GetBytes(message.AsSpan(0, Math.Min(message.Length, MaxMessageChars)), output);
    }

    public static CallOutcome Read(in ReadOnlySequence<byte> payload)
    {
        var reader = new SequenceReader<byte>(payload);
        return ShortText.TryRead(ref reader) switch
        {
            null => CallOutcome.Failed(ErrorKind.Protocol, "the server sent a malformed error"),
            Deadline => CallOutcome.Timeout,
            Cancelled => CallOutcome.Cancelled,
            string kind => Failed(ErrorKindNames.Parse(kind), Encoding.UTF8.GetString(reader.UnreadSequence)),
        };
    }

    /// <summary>A server that answers connection-lost is going away and has not handled the request.</summary>
    private static CallOutcome Failed(ErrorKind kind, string message) =>
        CallOutcome.Failed(kind, message) with { IsUnsent = kind.IsUnsent() || kind == ErrorKind.ConnectionLost };
}
