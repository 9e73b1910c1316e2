namespace Bench.Harness.Addressing;

/// <summary>How a consumer follows a directory.</summary>
public sealed record ProviderViewOptions
{
    /// <summary>
    /// Time after which the list is read again though no change was told, and the longest time between attempts while the directory is away.
    /// Default 1 s, range 10 ms to 1 h. It bounds how long a lost notification goes unnoticed; each consumer costs the directory one read per interval.
    /// </summary>
    public TimeSpan RereadInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Share of the providers above which several that vanish in one read are kept at first, as directories lose data more often than
    /// many providers die at once. Default 0.15, range 0 to 1; at 1 they go at once. A single one always does.
    /// </summary>
    public double GuardShare { get; init; } = 0.15;

    /// <summary>
    /// Time for which they are kept, until a read confirms that they are gone. Default 1 s, a heartbeat of the default lease, in which a provider
    /// that is alive registers anew; range 0 to 1 h. Providers that died together are called for this long beyond their lease.
    /// </summary>
    public TimeSpan Guard { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Time after the directory's return during which nobody goes, not even a single one: it may have come back without its data, and
    /// providers have two heartbeats to register anew. Default 3 s, range 0 to 1 h. One that died meanwhile is called for this long.
    /// </summary>
    public TimeSpan GuardAfterReturn { get; init; } = TimeSpan.FromSeconds(3);

    internal void Check()
    {
        Check(nameof(RereadInterval), RereadInterval, TimeSpan.FromMilliseconds(10));
        Check(nameof(Guard), Guard, TimeSpan.Zero);
        Check(nameof(GuardAfterReturn), GuardAfterReturn, TimeSpan.Zero);
        if (GuardShare is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"{nameof(GuardShare)} {GuardShare} is no share: use 0 to 1.");
        }
    }

    private static void Check(string name, TimeSpan value, TimeSpan least)
    {
        if (value < least || value > TimeSpan.FromHours(1))
        {
            throw new ArgumentException($"{name} of {value.TotalMilliseconds:0.###} ms can't be: use {least.TotalMilliseconds:0} ms to 1 h.");
        }
    }
}
