using Bench.Harness.Randomness;

namespace Bench.Harness.Contracts;

/// <summary>Seeded randomness for payloads: the same seed gives the same values on every machine (SplitMix64).</summary>
public sealed class PayloadRandom
{
    private SplitMix64 _draws;

    /// <param name="seed">Any value.</param>
    public PayloadRandom(ulong seed) => _draws = new SplitMix64(seed);

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => _draws.NextBits();

    /// <summary>An integer in [0, <paramref name="limit"/>).</summary>
    public int Next(int limit) => _draws.Next(limit);

    /// <summary>An integer in [<paramref name="from"/>, <paramref name="limit"/>).</summary>
    public int Next(int from, int limit) => from + Next(limit - from);

    /// <summary>A double in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => _draws.NextDouble();

    /// <summary>One of the items.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>That many values made one after another.</summary>
    public T[] Many<T>(int count, Func<PayloadRandom, T> make)
    {
        var values = new T[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = make(this);
        }
        return values;
    }

    /// <summary>Lower-case ASCII letters.</summary>
    public string Letters(int length) => string.Create(length, this, static (span, random) =>
    {
        foreach (ref char c in span)
        {
            c = (char)('a' + random.Next(26));
        }
    });

    /// <summary>Random bytes.</summary>
    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)NextBits();
        }
        return bytes;
    }
}
