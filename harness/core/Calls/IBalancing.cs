using Bench.Harness.Catalog;

namespace Bench.Harness.Calls;

/// <summary>How calls are spread over the providers of a service: round-robin, random, least-pending.</summary>
public interface IBalancing : IRankedPlug
{
    /// <summary>A balancer for one client.</summary>
    /// <param name="seed">Seed of whatever it draws.</param>
    IBalancer Create(ulong seed);
}

/// <summary>Picks providers; called from many threads at once, and allocates nothing.</summary>
public interface IBalancer
{
    /// <summary>The index of the provider that the next call goes to, 0 to <see cref="ICandidates.Count"/> − 1.</summary>
    /// <param name="candidates">At least two providers that may be called.</param>
    int Pick(ICandidates candidates);
}

/// <summary>The providers that a balancer picks from.</summary>
public interface ICandidates
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>Calls under way to one of them, of this client.</summary>
    int Pending(int index);
}
