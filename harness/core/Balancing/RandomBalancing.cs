using Bench.Harness.Calls;
using Bench.Harness.Randomness;

namespace Bench.Harness.Balancing;

/// <summary>Any provider, each as likely as the others.</summary>
public sealed class RandomBalancing : IBalancing
{
    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public string Summary => "any provider, each as likely as the others";

    /// <inheritdoc/>
    public int Rank => 1;

    /// <inheritdoc/>
    public IBalancer Create(ulong seed) => new Balancer(seed);

    private sealed class Balancer(ulong seed) : IBalancer
    {
        private SplitMix64 _draws = new(seed);

        public int Pick(ICandidates candidates) => _draws.NextShared(candidates.Count);
    }
}
