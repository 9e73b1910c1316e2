using Bench.Harness.Measure;
using Bench.Harness.Outcome;

namespace Bench.Harness.Load;

/// <summary>What one thread records. Others may read the counts meanwhile, for progress.</summary>
internal sealed class RecordingLane(TimelineScale scale, long deadlineNs, bool isOpen, int kinds)
{
    private readonly long[] _errors = new long[ErrorKindNames.Count];
    private readonly (long AtNs, string Text)[] _firstMessages = new (long, string)[ErrorKindNames.Count];

    public OutcomeCounts Warmup { get; } = new();

    public OutcomeCounts Window { get; } = new();

    public long Goodput { get; private set; }

    /// <summary>Attempts made after an earlier one of the same call had failed.</summary>
    public long Retries { get; private set; }

    /// <summary>Attempts made beside a slow one.</summary>
    public long Hedges { get; private set; }

    /// <summary>Retries and hedges of the warm-up.</summary>
    public long WarmupExtraAttempts { get; private set; }

    /// <summary>Calls of the warm-up that provably reached no handler.</summary>
    public long WarmupUnsent { get; private set; }

    /// <summary>Start of a call to the end of its first attempt; null while no caller keeps account of attempts.</summary>
    public LatencyHistogram? FirstAttempt { get; private set; }

    public LatencyHistogram Response { get; } = new LatencyHistogram().Reserve(LatencyHistogram.ReservedNs);

    /// <summary>In the closed model both latencies are the same, so that one record does.</summary>
    public LatencyHistogram? Service { get; } = isOpen ? new LatencyHistogram().Reserve(LatencyHistogram.ReservedNs) : null;

    /// <summary>What is told apart by kind; empty where there is one kind alone.</summary>
    public KindLane[] Kinds { get; } = kinds == 1 ? [] : [.. Enumerable.Range(0, kinds).Select(_ => new KindLane())];

    public TimelineRecorder Timeline { get; } = new(scale);

    public ReadOnlySpan<long> Errors => _errors;

    public ReadOnlySpan<(long AtNs, string Text)> FirstMessages => _firstMessages;

    /// <summary>Records how a call ended.</summary>
    public void Record(bool inWindow, int kind, long intendedNs, long sentNs, long endedNs, in CallOutcome outcome)
    {
        if (!inWindow)
        {
            Warmup.Count(outcome.Kind);
            WarmupExtraAttempts += outcome.Attempts.Retries + outcome.Attempts.Hedges;
            WarmupUnsent += outcome.IsUnsent ? 1 : 0;
            return;
        }
        Window.Count(outcome.Kind);
        if (outcome.Attempts.FirstNs > 0)
        {
            CountAttempts(outcome.Attempts);
        }
        long responseNs = endedNs - intendedNs;
        if (outcome.IsOk)
        {
            if (responseNs <= deadlineNs)
            {
                Goodput++;
            }
        }
        else if (outcome.Kind is not (OutcomeKind.Timeout or OutcomeKind.Cancelled))
        {
            CountError(outcome, endedNs);
        }
        if (Kinds.Length > 0)
        {
            Kinds[kind].Record(outcome, responseNs);
        }
        if (outcome.Kind == OutcomeKind.Cancelled)
        {
            Timeline.CountUntimed(intendedNs);
            return;
        }
        Response.Record(responseNs);
        Service?.Record(endedNs - sentNs);
        Timeline.Count(intendedNs, outcome.IsOk, responseNs);
    }

    private void CountAttempts(in CallAttempts attempts)
    {
        Retries += attempts.Retries;
        Hedges += attempts.Hedges;
        FirstAttempt ??= new LatencyHistogram().Reserve(LatencyHistogram.ReservedNs);
        FirstAttempt.Record(attempts.FirstNs);
    }

    private void CountError(in CallOutcome outcome, long endedNs)
    {
        // An error without a kind, or of one we don't know, is a caller's mistake, and must not spoil the sum.
        int kind = outcome.Error > ErrorKind.None && (int)outcome.Error < _errors.Length ? (int)outcome.Error : (int)ErrorKind.Internal;
        if (_errors[kind]++ == 0)
        {
            _firstMessages[kind] = (endedNs, outcome.Message ?? "no message was given");
        }
    }
}
