namespace Bench.Harness.Load;

/// <summary>
/// Told about the course of a load, on the engine's own thread: keep it short, don't block on the network (start what is
/// slow and await it after the run) and don't throw, as that ends the run with the exception.
/// </summary>
public interface ILoadObserver
{
    /// <summary>The load is about to begin. Calls of its window may begin and end before <see cref="WindowStarted"/> comes.</summary>
    /// <param name="atNs">When the window is to start.</param>
    void WindowScheduled(long atNs)
    {
    }

    /// <summary>The warm-up is over; the moment for snapshots of processes. Not called if the load is stopped before.</summary>
    /// <param name="atNs">Exact start of the window; the call comes up to a few ms later.</param>
    void WindowStarted(long atNs)
    {
    }

    /// <summary>
    /// The window is over, the drain may have yet to come. Called once after <see cref="WindowStarted"/>, interrupted or not.
    /// </summary>
    /// <param name="atNs">Exact end of the window.</param>
    void WindowEnded(long atNs)
    {
    }

    /// <summary>Called about twice a second.</summary>
    void Progressed(LoadProgress progress)
    {
    }
}
