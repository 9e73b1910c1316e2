namespace Bench.Harness.Calls;

/// <summary>Calls that have ended and whose callers have yet to go on, in order of their answers.</summary>
internal struct CallBatch
{
    private OutgoingCall? _first;
    private OutgoingCall? _last;

    public readonly bool IsEmpty => _first is null;

    public void Add(OutgoingCall call)
    {
        call.Next = null;
        if (_last is null)
        {
            _first = call;
        }
        else
        {
            _last.Next = call;
        }
        _last = call;
    }

    /// <summary>Lets every caller go on.</summary>
    public readonly void Signal()
    {
        OutgoingCall? call = _first;
        while (call is not null)
        {
            OutgoingCall? next = call.Next;
            call.Next = null;
            call.Signal();
            call = next;
        }
    }
}
