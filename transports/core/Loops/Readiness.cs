namespace Bench.Transports.Loops;

/// <summary>
/// Where an event loop, which learns that a socket is ready, meets whoever uses it, and wants to know: either of them may come first, and one alone goes on.
/// </summary>
internal struct Readiness
{
    private const int Unknown = 0;
    private const int Ready = 1;
    private const int Awaited = 2;

    private int _state;

    /// <summary>The user's: whether it was ready, which has to be found out anew from now on.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Unknown, Ready) == Ready;

    /// <summary>Whoever has used it last: there may be more.</summary>
    public void Keep() => Volatile.Write(ref _state, Ready);

    /// <summary>The user's: he waits from now on; false if it has become ready meanwhile.</summary>
    public bool TryAwait() => Interlocked.CompareExchange(ref _state, Awaited, Unknown) == Unknown;

    /// <summary>Whoever ends the wait otherwise; false if nobody waits.</summary>
    public bool TryRelease() => Interlocked.CompareExchange(ref _state, Unknown, Awaited) == Awaited;

    /// <summary>The loop's: it is ready. True if somebody waited, for whom the loop goes on; else it is remembered.</summary>
    public bool Signal()
    {
        while (true)
        {
            if (TryRelease())
            {
                return true;
            }
            if (Interlocked.CompareExchange(ref _state, Ready, Unknown) != Awaited)
            {
                return false;
            }
        }
    }
}
