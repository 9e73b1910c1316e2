namespace Bench.Harness.Load;

/// <summary>
/// Seeded random numbers, the same on every machine (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A double in (0, 1] with 53 random bits: never 0, so that its logarithm is finite.</summary>
    public double NextAboveZero() => ((NextBits() >> 11) + 1) * (1.0 / (1UL << 53));

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
