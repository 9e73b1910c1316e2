namespace Bench.Transports.Sockets;

/// <summary>
/// How many threads of a process may poll at once: half of its cores, at least one. More would take the cores from those that they wait for.
/// </summary>
internal sealed class PollingPlaces
{
    private int _free = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Takes a place, if one is free.</summary>
    public bool TryTake()
    {
        if (Interlocked.Decrement(ref _free) >= 0)
        {
            return true;
        }
        Interlocked.Increment(ref _free);
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Return() => Interlocked.Increment(ref _free);
}
