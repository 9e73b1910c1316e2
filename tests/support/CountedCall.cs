using System.Buffers;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;

namespace Bench.Tests.Support;

/// <summary>A call without a message that counts how often its caller was let go on.</summary>
internal sealed class CountedCall : OutgoingCall
{
    private int _signals;

    /// <summary>How it ended.</summary>
    public CallOutcome Ended => Outcome;

    public long Open(long beganNs = 0, long deadlineNs = long.MaxValue) => Begin(beganNs, deadlineNs);

    public int TakeSignals() => Interlocked.Exchange(ref _signals, 0);

    protected override void Continue() => Interlocked.Increment(ref _signals);

    public override void SendThrough(IStackChannel channel, long ticket) => throw new NotSupportedException();

    public override void WriteTo(IBufferWriter<byte> output)
    {
    }

    protected override CallOutcome Decode(in ReadOnlySequence<byte> payload) => CallOutcome.Ok;
}
