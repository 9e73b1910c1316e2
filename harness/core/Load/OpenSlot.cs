using Bench.Harness.Outcome;

namespace Bench.Harness.Load;

/// <summary>One call of an open load at a time, then free for the next.</summary>
internal sealed class OpenSlot(ICaller caller, LoadSession session, FreeSlots free) : CallSlot(caller, session)
{
    /// <summary>The slot below in the stack of free ones.</summary>
    public OpenSlot? Below { get; set; }

    /// <summary>Starts a call on the calling thread.</summary>
    public void Send(long index, long intendedNs, long sentNs, bool inWindow)
    {
        InWindow = inWindow;
        IntendedNs = intendedNs;
        SentNs = sentNs;
        if (Begin(index, out CallOutcome outcome))
        {
            Ended(outcome);
        }
    }

    protected override void Ended(in CallOutcome outcome)
    {
        Session.Lanes.Current.Record(InWindow, Kind, IntendedNs, SentNs, Session.Clock.NowNs, outcome);
        BecomeIdle();
        free.Push(this);
    }
}
