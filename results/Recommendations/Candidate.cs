using Bench.Harness.Record;

namespace Bench.Results.Recommendations;

/// <summary>A cell that meets the objective, with the evidence.</summary>
public sealed record Candidate
{
    /// <summary>Its id in the record.</summary>
    public required string Id { get; init; }

    /// <summary>Its name among the cells of the same question: the id without what they share.</summary>
    public required string Label { get; init; }

    /// <summary>Place, from 1; cells that tie have the same one.</summary>
    public int Rank { get; init; }

    /// <summary>Whether another cell has the same place.</summary>
    public bool IsTied { get; init; }

    /// <summary>Whether no other candidate is as good in every figure and provably better in one; null where the figures can't tell.</summary>
    public bool? IsOnFront { get; init; }

    /// <summary>Whether its whole interval meets the objective, not its median alone; false without an interval.</summary>
    public required bool IsProven { get; init; }

    /// <summary>Whether its cell is degraded: ranked, with a reservation.</summary>
    public required TrustVerdict Trust { get; init; }

    /// <summary>Whether its latencies come from a closed loop, where slow answers hold back the calls that would have shown them.</summary>
    public required bool OmissionPossible { get; init; }

    /// <summary>p99 of the response time, ns.</summary>
    public required Estimate P99Ns { get; init; }

    /// <summary>Calls per second that were answered rightly before their deadline; of a search, the rate that it confirmed.</summary>
    public Estimate? CarriedPerSecond { get; init; }

    /// <summary>Share of the calls that failed or were never sent, 0 to 0.01.</summary>
    public required double FailedShare { get; init; }

    /// <summary>CPU time of client and server per call, ns.</summary>
    public Estimate? CpuNsPerCall { get; init; }

    /// <summary>Bytes on the wire per call, both ways.</summary>
    public Estimate? WireBytesPerCall { get; init; }

    /// <summary>Managed bytes allocated per call, client and server.</summary>
    public Estimate? AllocatedBytesPerCall { get; init; }

    /// <summary>Cost of a million calls, in the currency of the price.</summary>
    public Estimate? CostPerMillion { get; init; }
}
