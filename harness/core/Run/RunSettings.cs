using Bench.Harness.Addressing;

namespace Bench.Harness.Run;

/// <summary>What a plan says of the run as a whole, read and found to be in range.</summary>
/// <param name="Rounds">Launches per cell.</param>
/// <param name="Seed">Seed of payloads, arrivals and order.</param>
/// <param name="Endpoint">A running server to drive; null to start one per launch.</param>
/// <param name="InProcess">Whether everything runs in this process.</param>
public sealed record RunSettings(int Rounds, ulong Seed, Endpoint? Endpoint, bool InProcess)
{
    /// <summary>Reads a whole plan.</summary>
    /// <exception cref="PlanException">Something is wrong; the message names it, its value and its range.</exception>
    public static RunSettings Of(RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new RunSettings(
            PlanNumbers.Whole("rounds", plan.Rounds, 1_000),
            plan.Seed!.Value,
            plan.Endpoint is null ? null : EndpointOf(plan.Endpoint),
            plan.InProcess ?? false);
    }

    private static Endpoint EndpointOf(string text) =>
        Addressing.Endpoint.TryParse(text, out Endpoint? endpoint) && endpoint.Scheme != "memory" && (endpoint.Scheme != "tcp" || endpoint.Port > 0)
            ? endpoint
            : throw new PlanException($"endpoint is '{AddressText.WithoutSecrets(text)}': give HOST:PORT (127.0.0.1:5000, [::1]:5000), HOST:PORT#sha256-… as a TLS server printed it, or unix:PATH.");
}
