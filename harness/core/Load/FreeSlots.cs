namespace Bench.Harness.Load;

/// <summary>
/// A lock-free stack of free slots: last in, first out, so that few callers stay warm instead of all taking turns. Any thread
/// pushes and only one pops, hence a slot can't leave and come back during a pop, and no version count is needed.
/// </summary>
internal sealed class FreeSlots
{
    private OpenSlot? _top;

    public void Push(OpenSlot slot)
    {
        OpenSlot? top = Volatile.Read(ref _top);
        while (true)
        {
            slot.Below = top;
            OpenSlot? seen = Interlocked.CompareExchange(ref _top, slot, top);
            if (seen == top)
            {
                return;
            }
            top = seen;
        }
    }

    /// <summary>Null if there is none.</summary>
    public OpenSlot? Pop()
    {
        OpenSlot? top = Volatile.Read(ref _top);
        while (top is not null)
        {
            OpenSlot? seen = Interlocked.CompareExchange(ref _top, top.Below, top);
            if (seen == top)
            {
                return top;
            }
            top = seen;
        }
        return null;
    }
}
