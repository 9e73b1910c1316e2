using Bench.Harness.Calls;
using Bench.Harness.Outcome;

namespace Bench.Transports.Strategies;

/// <summary>A call in line, as it was when it joined.</summary>
/// <param name="Call">The call.</param>
/// <param name="Ticket">Its ticket; a later one means that the object makes another call by now.</param>
/// <param name="BeganNs">When it began, ns of the clock.</param>
/// <param name="DeadlineNs">When it ends as timeout, ns of the clock.</param>
internal readonly record struct WaitingCall(OutgoingCall Call, long Ticket, long BeganNs, long DeadlineNs);

/// <summary>
/// Calls waiting for a connection, first come first served. Under its owner's lock. A call that is given up meanwhile keeps its place, with a
/// ticket that opens nothing any more: its object may be making another call, and wait a second time.
/// </summary>
internal sealed class CallQueue
{
    private readonly Queue<WaitingCall> _line = new();

    public int Count => _line.Count;

    public void Add(OutgoingCall call, long ticket)
    {
        call.HasWaited = true;
        _line.Enqueue(new WaitingCall(call, ticket, call.BeganNs, call.DeadlineNs));
    }

    public bool TryTake(out WaitingCall waiting) => _line.TryDequeue(out waiting);

    /// <summary>Takes all that wait now, for <see cref="End"/>.</summary>
    public WaitingCall[] TakeAll()
    {
        WaitingCall[] all = [.. _line];
        _line.Clear();
        return all;
    }

    /// <summary>
    /// Takes every call whose deadline has passed or that began at that time or before, for <see cref="End"/>: an attempt after the first
    /// has less time left than the calls before it in line.
    /// </summary>
    public IReadOnlyList<WaitingCall> TakeDue(long nowNs, long beganNs)
    {
        List<WaitingCall>? due = null;
        for (int i = _line.Count; i > 0; i--)
        {
            WaitingCall waiting = _line.Dequeue();
            if (waiting.DeadlineNs > nowNs && waiting.BeganNs > beganNs)
            {
                _line.Enqueue(waiting);
            }
            else
            {
                (due ??= []).Add(waiting);
            }
        }
        return due ?? (IReadOnlyList<WaitingCall>)[];
    }

    /// <summary>Ends calls that were taken; outside the lock, as their callers go on from here and may call again.</summary>
    public static void End(IReadOnlyList<WaitingCall> taken, in CallOutcome outcome)
    {
        foreach (WaitingCall waiting in taken)
        {
            waiting.Call.End(waiting.Ticket, outcome);
        }
    }
}
