using Bench.Harness.Contracts;

namespace Bench.Harness.Run;

/// <summary>The order of the launches of a round, so that drift of the machine does not favour whoever comes first.</summary>
public static class RoundOrder
{
    // Every order of three: over six rounds each arm comes first, second and third twice, and twice after each other one.
    private static readonly int[][] OfThree = [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1], [2, 0, 1], [1, 0, 2]];

    /// <summary>All of them, shuffled anew each round (R. A. Fisher and F. Yates, 1938).</summary>
    /// <param name="all">What is launched.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="round">Round, from 1.</param>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> all, ulong seed, int round)
    {
        T[] order = [.. all];
        var random = new PayloadRandom(seed + (ulong)round);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    /// <summary>Up to three arms, whose launches of one cell follow each other: every order of them equally often, over six rounds.</summary>
    /// <param name="arms">One to three.</param>
    /// <param name="round">Round, from 1.</param>
    /// <param name="cell">Number of the cell, so that not all cells of a round have the same order.</param>
    public static IReadOnlyList<T> Balanced<T>(IReadOnlyList<T> arms, int round, int cell)
    {
        ArgumentNullException.ThrowIfNull(arms);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(arms.Count, 3);
        return [.. OfThree[(round + cell) % OfThree.Length].Where(i => i < arms.Count).Select(i => arms[i])];
    }
}
