using Bench.Harness.Calls;
using Bench.Harness.Outcome;

namespace Bench.Transports.Strategies;

/// <summary>Calls waiting for a connection, first come first served, linked through the calls themselves. Under its owner's lock.</summary>
internal sealed class CallQueue
{
    private OutgoingCall? _first;
    private OutgoingCall? _last;

    public int Count { get; private set; }

    public void Add(OutgoingCall call, long ticket)
    {
        call.Next = null;
        call.QueuedTicket = ticket;
        if (_last is null)
        {
            _first = call;
        }
        else
        {
            _last.Next = call;
        }
        _last = call;
        Count++;
    }

    public bool TryTake(out OutgoingCall call, out long ticket)
    {
        call = _first!;
        ticket = 0;
        if (_first is null)
        {
            return false;
        }
        _first = call.Next;
        _last = _first is null ? null : _last;
        call.Next = null;
        ticket = call.QueuedTicket;
        Count--;
        return true;
    }

    /// <summary>Takes all that wait now, for <see cref="End"/>.</summary>
    public OutgoingCall? TakeAll()
    {
        OutgoingCall? first = _first;
        _first = _last = null;
        Count = 0;
        return first;
    }

    /// <summary>Ends calls that were taken; outside the lock, as their callers go on from here and may call again.</summary>
    public static void End(OutgoingCall? taken, in CallOutcome outcome)
    {
        while (taken is OutgoingCall call)
        {
            taken = call.Next;
            call.Next = null;
            call.End(call.QueuedTicket, outcome);
        }
    }

    /// <summary>
    /// Takes every call whose deadline has passed or that began at that time or before, for <see cref="End"/>: an attempt after the first
    /// has less time left than the calls before it in line.
    /// </summary>
    public OutgoingCall? TakeDue(long nowNs, long beganNs)
    {
        OutgoingCall? call = _first;
        OutgoingCall? due = null;
        OutgoingCall? lastDue = null;
        _first = _last = null;
        Count = 0;
        while (call is not null)
        {
            OutgoingCall? next = call.Next;
            if (call.DeadlineNs > nowNs && call.BeganNs > beganNs)
            {
                Add(call, call.QueuedTicket);
            }
            else
            {
                call.Next = null;
                if (lastDue is null)
                {
                    due = call;
                }
                else
                {
                    lastDue.Next = call;
                }
                lastDue = call;
            }
            call = next;
        }
        return due;
    }
}
