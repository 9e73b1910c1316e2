namespace Bench.Harness.Calls;

/// <summary>
/// The calls under way on a connection, found by correlation id: slot number in the low half, the slot's use count in the high half.
/// An id is never used twice on a connection, so a late answer can't be taken for another call's.
/// </summary>
internal sealed class CallSlots(int limit)
{
    private Slot[] _slots = [];
    private int _firstFree = -1;
    private int _used;

    /// <summary>Calls under way.</summary>
    public int InFlight { get; private set; }

    /// <summary>One place; whoever swaps its id to 0 owns it until it is freed.</summary>
    public sealed class Slot
    {
        public ulong Id;
        public uint Generation;
        public required uint Index;
        public OutgoingCall? Call;
        public long Ticket;
        public long DeadlineNs;
        public long StartsAt;
        public bool Answered;
        public int NextFree;
        public Slot? NextFreed;

        public bool TryTake(ulong id) => Interlocked.CompareExchange(ref Id, 0, id) == id;
    }

    /// <summary>A slot for a call, not yet visible to readers; null if the limit is reached. Under the connection's lock.</summary>
    public Slot? Rent(OutgoingCall call, long ticket)
    {
        Slot slot;
        if (_firstFree >= 0)
        {
            slot = _slots[_firstFree];
            _firstFree = slot.NextFree;
        }
        else
        {
            if (_used == limit)
            {
                return null;
            }
            if (_used == _slots.Length)
            {
                Array.Resize(ref _slots, Math.Max(16, Math.Min(limit, _used * 2)));
            }
            slot = new Slot { Index = (uint)_used };
            Volatile.Write(ref _slots[_used], slot);
            Volatile.Write(ref _used, _used + 1);
        }
        slot.Generation++;
        slot.Answered = false;
        slot.Call = call;
        slot.Ticket = ticket;
        slot.DeadlineNs = call.DeadlineNs;
        InFlight++;
        return slot;
    }

    /// <summary>The id a rented slot answers to.</summary>
    public static ulong IdOf(Slot slot) => (ulong)slot.Generation << 32 | slot.Index;

    /// <summary>Makes a rented slot visible to readers and sweepers.</summary>
    public static void Publish(Slot slot) => Volatile.Write(ref slot.Id, IdOf(slot));

    /// <summary>Gives back a slot that was taken. Under the connection's lock.</summary>
    public void Free(Slot slot)
    {
        slot.Call = null;
        slot.NextFree = _firstFree;
        _firstFree = (int)slot.Index;
        InFlight--;
    }

    /// <summary>The slot of an id, whether or not the call is still under way; null if such an id was never given out.</summary>
    public Slot? Find(ulong id)
    {
        uint index = (uint)id;
        Slot[] slots = Volatile.Read(ref _slots);
        return index < (uint)Volatile.Read(ref _used) && index < (uint)slots.Length && slots[index] is Slot slot && (uint)(id >> 32) <= slot.Generation && id >> 32 != 0
            ? slot
            : null;
    }

    /// <summary>Takes every slot whose deadline has passed, or every slot with <see cref="long.MaxValue"/>; the taker ends the calls and frees the slots.</summary>
    public void TakeDue(long nowNs, List<(Slot Slot, ulong Id)> taken)
    {
        Slot[] slots = Volatile.Read(ref _slots);
        int used = Math.Min(Volatile.Read(ref _used), slots.Length);
        for (int i = 0; i < used; i++)
        {
            Slot slot = slots[i];
            ulong id = Volatile.Read(ref slot.Id);
            if (id != 0 && Volatile.Read(ref slot.DeadlineNs) <= nowNs && slot.TryTake(id))
            {
                taken.Add((slot, id));
            }
        }
    }
}
