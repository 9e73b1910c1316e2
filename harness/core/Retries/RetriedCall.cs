using Bench.Harness.Outcome;
using Polly;

namespace Bench.Harness.Retries;

/// <summary>The account of one call while its attempts are made.</summary>
internal sealed class RetriedCall(long beganNs, long deadlineNs)
{
    private int _retries;
    private int _hedges;
    private int _underWay;
    private long _firstNs;

    /// <summary>Under which a call stands in Polly's context.</summary>
    public static ResiliencePropertyKey<RetriedCall> Key { get; } = new("rpcbench.call");

    /// <summary>When the call began, ns of the clock.</summary>
    public long BeganNs => beganNs;

    /// <summary>When it ends as timeout, whatever is tried, ns of the clock.</summary>
    public long DeadlineNs => deadlineNs;

    /// <summary>What was tried so far.</summary>
    public CallAttempts Attempts => new((ushort)_retries, (ushort)_hedges, Volatile.Read(ref _firstNs));

    /// <summary>Attempts under way.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>The provider of the attempt made last; the next one prefers another.</summary>
    public Calls.CallRoute? LastRoute { get; set; }

    /// <summary>The wait before the retry that was decided on.</summary>
    public TimeSpan Wait { get; set; }

    /// <summary>An attempt begins.</summary>
    public void AttemptBegan() => Interlocked.Increment(ref _underWay);

    /// <summary>An attempt has ended; the first to end gives the first attempt's time.</summary>
    public void AttemptEnded(long nowNs)
    {
        Interlocked.CompareExchange(ref _firstNs, Math.Max(1, nowNs - beganNs), 0);
        Interlocked.Decrement(ref _underWay);
    }

    public void Retried() => Interlocked.Increment(ref _retries);

    public void Hedged() => Interlocked.Increment(ref _hedges);
}

/// <summary>How one attempt ended.</summary>
/// <param name="Reply">The reply; default unless ok.</param>
/// <param name="Outcome">Its outcome.</param>
internal readonly record struct AttemptEnd<TReply>(TReply Reply, CallOutcome Outcome);
