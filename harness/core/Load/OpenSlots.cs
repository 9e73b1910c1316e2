using Bench.Harness.Outcome;

namespace Bench.Harness.Load;

/// <summary>The slots of an open load: reused, made when none is free, up to the limit of calls in flight.</summary>
internal sealed class OpenSlots(LoadSession session, Func<ICaller> createCaller)
{
    private readonly FreeSlots _free = new();
    private readonly Lock _lock = new();
    private readonly List<OpenSlot> _all = [];

    /// <summary>A free slot; null if the limit is reached. For one thread.</summary>
    public OpenSlot? Take() => _free.Pop() ?? (_all.Count < session.Options.InFlightLimit ? Add(CreateCaller()) : null);

    /// <summary>Puts a first caller in place, so that one that can't be made fails the load before it starts.</summary>
    public void AddFirst(ICaller caller) => _free.Push(Add(caller));

    /// <summary>All slots so far.</summary>
    public OpenSlot[] ToArray()
    {
        lock (_lock)
        {
            return [.. _all];
        }
    }

    private OpenSlot Add(ICaller caller)
    {
        var slot = new OpenSlot(caller, session, _free);
        lock (_lock)
        {
            _all.Add(slot);
        }
        return slot;
    }

    private ICaller CreateCaller()
    {
        try
        {
            return createCaller();
        }
        catch (Exception e)
        {
            return new MissingCaller(CallOutcome.Failed(ErrorKind.Internal, $"a caller could not be made: {e.GetType().Name}: {e.Message}"));
        }
    }

    /// <summary>Stands in for a caller that could not be made in the middle of a load.</summary>
    private sealed class MissingCaller(CallOutcome outcome) : ICaller
    {
        public ValueTask<CallOutcome> CallAsync(long index, CancellationToken cancellation) => new(outcome);
    }
}
