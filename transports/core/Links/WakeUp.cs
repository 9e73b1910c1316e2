namespace Bench.Transports.Links;

/// <summary>Wakes one waiting thread; a ring that nobody waits for ends the next wait at once.</summary>
internal sealed class WakeUp
{
    private readonly object _gate = new();
    private bool _rung;

    public void Ring()
    {
        lock (_gate)
        {
            _rung = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Returns after a ring, or after the time.</summary>
    /// <param name="milliseconds">Most time to wait; <see cref="Timeout.Infinite"/> for a ring only.</param>
    public void Wait(int milliseconds)
    {
        lock (_gate)
        {
            if (!_rung)
            {
                Monitor.Wait(_gate, milliseconds);
            }
            _rung = false;
        }
    }
}
