namespace Bench.Harness.Randomness;

/// <summary>
/// Seeded random numbers, the same on every machine (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
/// </summary>
public struct SplitMix64(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => Mix(_state += Step);

    /// <summary>64 random bits, drawn from many threads at once without a lock.</summary>
    public ulong NextBitsShared() => Mix(Interlocked.Add(ref _state, Step));

    /// <summary>An integer in [0, <paramref name="limit"/>).</summary>
    public int Next(int limit) => Scale(NextBits(), limit);

    /// <summary>An integer in [0, <paramref name="limit"/>), drawn from many threads at once.</summary>
    public int NextShared(int limit) => Scale(NextBitsShared(), limit);

    /// <summary>A double in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A double in [0, 1) with 53 random bits, drawn from many threads at once.</summary>
    public double NextDoubleShared() => (NextBitsShared() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A double in (0, 1] with 53 random bits: never 0, so that its logarithm is finite.</summary>
    public double NextAboveZero() => ((NextBits() >> 11) + 1) * (1.0 / (1UL << 53));

    private static int Scale(ulong bits, int limit) => (int)Math.BigMul(bits, (ulong)limit, out _);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
