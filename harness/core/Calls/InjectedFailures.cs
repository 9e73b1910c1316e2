using System.Globalization;
using Bench.Harness.Randomness;

namespace Bench.Harness.Calls;

/// <summary>Which of a server's requests are answered with an error before their handlers see them: a share, drawn from a seed.</summary>
/// <param name="share">Above 0, at most 1: every request.</param>
/// <param name="seed">Any value; the same gives the same draws in the same order of requests.</param>
public sealed class InjectedFailures(double share, ulong seed)
{
    private SplitMix64 _draws = new(seed);

    /// <summary>What callers are told.</summary>
    public string Message { get; } = string.Create(CultureInfo.InvariantCulture, $"a failure asked for by the plan, of {share:0.####%} of the requests");

    /// <summary>Draws for the next request; from any thread.</summary>
    public bool Strikes() => _draws.NextDoubleShared() < share;
}
