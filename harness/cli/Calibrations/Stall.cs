using Bench.Harness.Record;

namespace Bench.Cli.Calibrations;

/// <summary>What a stall of a tenth of the window does to the response times of a steady open load.</summary>
internal static class Stall
{
    private const double Share = 0.01;

    // Signals and the timer that ends the stall are late by a few milliseconds, and the backlog takes some to work off.
    private const double FixedNs = 25e6;

    /// <summary>The percentiles against those that follow from the length.</summary>
    public static IEnumerable<Proof> Percentiles(string prefix, Percentiles<double> seen, double seconds)
    {
        (string Name, double Share, double? Told)[] all = [("p95", 0.5, seen.P95Ns), ("p99", 0.9, seen.P99Ns), ("max", 1, seen.MaxNs)];
        return all.Select(p => Proofs.Time($"{prefix}{p.Name} with a stall of a tenth of the window", p.Share * seconds * 1e9, p.Told, Share, FixedNs * seconds));
    }
}
