using Bench.Harness.Randomness;

namespace Bench.Harness.Links;

/// <summary>
/// What chance decides on one direction of a connection: each packet's jitter, whether it is lost, whom a fault meets. A pure function of
/// the seed, the connection and a number, so that a seed gives the same link again.
/// </summary>
public readonly struct LinkDraws
{
    private readonly ulong _seed;

    /// <param name="seed">Seed of the link.</param>
    /// <param name="connection">Number of the connection, in the order in which they were opened.</param>
    /// <param name="direction">Which way.</param>
    public LinkDraws(ulong seed, long connection, LinkDirection direction) =>
        _seed = Mixed(Mixed(seed) ^ (((ulong)connection << 1) | (ulong)direction));

    /// <summary>Jitter of a packet, ns, from 0 to the given most.</summary>
    public long JitterNs(long packet, long mostNs) => mostNs == 0 ? 0 : (long)(Draw(packet, 0) * mostNs);

    /// <summary>Whether a packet is lost, at that share of lost packets.</summary>
    public bool IsLost(long packet, double share) => share > 0 && Draw(packet, 1) <= share;

    /// <summary>Above 0 to 1: a fault that meets some connections meets those that draw least.</summary>
    public double Lot(long fault) => Draw(fault, 2);

    private double Draw(long number, ulong purpose) => new SplitMix64(_seed ^ (((ulong)number << 2) | purpose)).NextAboveZero();

    private static ulong Mixed(ulong value) => new SplitMix64(value).NextBits();
}
