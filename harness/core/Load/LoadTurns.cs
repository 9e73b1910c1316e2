namespace Bench.Harness.Load;

/// <summary>
/// The share of time that a load has to itself where several are driven beside each other in processes of their own: every so many turns of the clock that
/// all processes of a machine share is its own, so that what the machine is like from one moment to the next meets all of them alike.
/// </summary>
/// <param name="Of">Loads that take turns, 2 and up.</param>
/// <param name="Place">Which of them this one is, from 0.</param>
public sealed record LoadTurns(int Of, int Place)
{
    /// <summary>
    /// Length of a turn. On a shared 2-core machine two halves of a fixed work of 2 s differ by 2.8 % (standard deviation) done one after the other and by
    /// 1.4 % in turns of 20 ms; at 5 ms, 0.8 %, but then the timer that ends a rest, 1 ms, would take a fifth.
    /// </summary>
    public static readonly TimeSpan Length = TimeSpan.FromMilliseconds(20);

    private static readonly long LengthNs = Length.Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>Time until its next turn, ns; 0 during it.</summary>
    /// <param name="nowNs">Now, ns of the clock.</param>
    public long WaitNs(long nowNs)
    {
        long turn = nowNs / LengthNs;
        long ahead = (Place - (turn % Of) + Of) % Of;
        return ahead == 0 ? 0 : ((turn + ahead) * LengthNs) - nowNs;
    }
}
