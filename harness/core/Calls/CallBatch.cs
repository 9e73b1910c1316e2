using Bench.Harness.Wire;

namespace Bench.Harness.Calls;

/// <summary>Calls that have ended and whose callers have yet to go on, in order of their answers.</summary>
internal struct CallBatch
{
    private OutgoingCall? _first;
    private OutgoingCall? _last;

    public readonly bool IsEmpty => _first is null;

    /// <summary>How many they are.</summary>
    public int Count { get; private set; }

    public void Add(OutgoingCall call)
    {
        call.Next = null;
        Count++;
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
    /// <param name="sender">Flushes what they send: where they are many, the first half of it when half of them went on.</param>
    public readonly void Signal(FrameSender sender)
    {
        OutgoingCall? call = _first;
        int untilHalf = Count >= FrameSender.WorthHalving ? Count / 2 : 0;
        while (call is not null)
        {
            OutgoingCall? next = call.Next;
            call.Next = null;
            call.Signal();
            call = next;
            if (--untilHalf == 0)
            {
                sender.FlushHeld();
            }
        }
    }
}
