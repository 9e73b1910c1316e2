using Bench.Harness.Calls;

namespace Bench.Harness.Balancing;

/// <summary>One provider after another.</summary>
public sealed class RoundRobinBalancing : IBalancing
{
    /// <inheritdoc/>
    public string Name => "round-robin";

    /// <inheritdoc/>
    public string Summary => "one provider after another";

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public IBalancer Create(ulong seed) => new Balancer(seed);

    private sealed class Balancer(ulong seed) : IBalancer
    {
        // Clients start at different places, or the first provider would have every client's first call.
        private uint _next = (uint)seed;

        public int Pick(ICandidates candidates) => (int)(Interlocked.Increment(ref _next) % (uint)candidates.Count);
    }
}
