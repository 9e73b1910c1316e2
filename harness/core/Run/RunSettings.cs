using System.Diagnostics.CodeAnalysis;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Load;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>A plan's numbers, read and found to be in range.</summary>
public sealed record RunSettings
{
    private RunSettings()
    {
    }

    /// <summary>Load before the window.</summary>
    public required TimeSpan Warmup { get; init; }

    /// <summary>Length of the window; null if a count ends it.</summary>
    public required TimeSpan? Duration { get; init; }

    /// <summary>Calls of the window; null if a duration ends it.</summary>
    public required long? Count { get; init; }

    /// <summary>Launches per cell.</summary>
    public required int Rounds { get; init; }

    /// <summary>Seed of payloads, arrivals and order.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What calls and connections are allowed.</summary>
    public required ClientOptions Client { get; init; }

    /// <summary>A running server to drive; null to start one per launch.</summary>
    public required Endpoint? Endpoint { get; init; }

    /// <summary>Whether everything runs in this process.</summary>
    public required bool InProcess { get; init; }

    /// <summary>Reads the numbers of a whole plan.</summary>
    /// <exception cref="PlanException">One of them is wrong; the message names it, its value and its range.</exception>
    public static RunSettings Of(RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Count is < 1)
        {
            throw new PlanException($"count is {plan.Count}: it has to be 1 or more.");
        }
        if (plan.Count is not null && plan.Duration is not null)
        {
            throw new PlanException($"both duration ({plan.Duration}) and count ({plan.Count}) are given: a window ends after one of them.");
        }
        return new RunSettings
        {
            Warmup = Time("warmup", plan.Warmup!, TimeSpan.Zero, TimeSpan.FromHours(1)),
            Duration = plan.Duration is null ? null : Time("duration", plan.Duration, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(7)),
            Count = plan.Count,
            Rounds = Whole("rounds", plan.Rounds, 1_000),
            Seed = plan.Seed!.Value,
            Client = new ClientOptions
            {
                Deadline = Time("deadline", plan.Deadline!, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
                Heartbeat = Time("heartbeat", plan.Heartbeat!, TimeSpan.Zero, TimeSpan.FromHours(1)),
                Connections = Whole("connections", plan.Connections, 1_000),
                Pool = Whole("pool", plan.Pool, 10_000),
            },
            Endpoint = plan.Endpoint is null ? null : EndpointOf(plan.Endpoint),
            InProcess = plan.InProcess ?? false,
        };
    }

    /// <summary>Length of the window under a load; null if a count ends it.</summary>
    public TimeSpan? WindowOf(LoadModel load) => load is RampLoad ramp ? ramp.Duration : Duration;

    private static TimeSpan Time(string member, string text, TimeSpan least, TimeSpan most) =>
        DurationText.TryParse(text, out TimeSpan time) && time >= least && time <= most
            ? time
            : throw new PlanException($"{member} is '{text}': give {DurationText.Format(least)} to {DurationText.Format(most)}, such as 500ms, 10s, 2m or 1h.");

    private static int Whole(string member, [NotNull] int? value, int most) =>
        value is int number && number >= 1 && number <= most ? number : throw new PlanException($"{member} is {value}: give 1 to {most}.");

    private static Endpoint EndpointOf(string text) =>
        Addressing.Endpoint.TryParse(text, out Endpoint? endpoint) && endpoint.Scheme != "memory" && (endpoint.Scheme != "tcp" || endpoint.Port > 0)
            ? endpoint
            : throw new PlanException($"endpoint is '{text}': give HOST:PORT (127.0.0.1:5000, [::1]:5000), HOST:PORT#sha256-… as a TLS server printed it, or unix:PATH.");
}
