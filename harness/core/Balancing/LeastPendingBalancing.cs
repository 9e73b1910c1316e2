using Bench.Harness.Calls;
using Bench.Harness.Randomness;

namespace Bench.Harness.Balancing;

/// <summary>
/// Of two providers drawn at random the one with fewer calls under way (the power of two choices, Mitzenmacher 2001): nearly as even
/// as asking all, without every client running to the same one.
/// </summary>
public sealed class LeastPendingBalancing : IBalancing
{
    /// <inheritdoc/>
    public string Name => "least-pending";

    /// <inheritdoc/>
    public string Summary => "of two drawn at random the one with fewer calls under way";

    /// <inheritdoc/>
    public int Rank => 2;

    /// <inheritdoc/>
    public IBalancer Create(ulong seed) => new Balancer(seed);

    private sealed class Balancer(ulong seed) : IBalancer
    {
        private SplitMix64 _draws = new(seed);

        public int Pick(ICandidates candidates)
        {
            int first = _draws.NextShared(candidates.Count);
            int second = (first + 1 + _draws.NextShared(candidates.Count - 1)) % candidates.Count;
            return candidates.Pending(second) < candidates.Pending(first) ? second : first;
        }
    }
}
