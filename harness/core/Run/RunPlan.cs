using System.Text.Json.Serialization;

namespace Bench.Harness.Run;

/// <summary>
/// What to measure: the content of a plan file, and of the options that override it. Every member may be left out; a plan that is run
/// has every one that applies (<see cref="PlanDefaults"/>). Durations are text such as <c>500ms</c>, <c>10s</c>, <c>2m</c>.
/// </summary>
public sealed record RunPlan
{
    /// <summary>Where editors find the schema; ignored.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>One line on what question the plan answers.</summary>
    public string? Description { get; init; }

    /// <summary>Name of the laboratory that draws an answer from the figures; left out for none.</summary>
    public string? Laboratory { get; init; }

    /// <summary>Names of scenarios.</summary>
    public IReadOnlyList<string>? Scenarios { get; init; }

    /// <summary>Names of transports: STRATEGY or STRATEGY+CARRIER.</summary>
    public IReadOnlyList<string>? Transports { get; init; }

    /// <summary>Whether the floors of the transports are measured beside them, under closed loads.</summary>
    public bool? Floor { get; init; }

    /// <summary>Names of codecs.</summary>
    public IReadOnlyList<string>? Codecs { get; init; }

    /// <summary>Loads: <c>closed:N[:think=TIME]</c>, <c>open:RATE[:poisson]</c>, <c>ramp:…</c>, a cell each; <c>sweep:rate:A..B:xF</c> and <c>sweep:workers:A..B:xF</c>, a cell per step; <c>capacity:OBJECTIVE</c>, a cell with a search.</summary>
    public IReadOnlyList<string>? Loads { get; init; }

    /// <summary>Name of the binding.</summary>
    public string? Binding { get; init; }

    /// <summary>Length of the measured window.</summary>
    public string? Duration { get; init; }

    /// <summary>Load before the window that does not count: a time, which is exact, or <c>steady</c>: until it no longer gets faster, 2 to 10 s.</summary>
    public string? Warmup { get; init; }

    /// <summary>Fresh launches of every cell, 1 to 1,000.</summary>
    public int? Rounds { get; init; }

    /// <summary>Number of calls in the window instead of a duration, 1 and up.</summary>
    public long? Count { get; init; }

    /// <summary>Seed of payloads, arrivals and the order of cells.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Time until a call counts as timeout, connecting and waiting included.</summary>
    public string? Deadline { get; init; }

    /// <summary>Interval between heartbeats of long-lived connections; <c>0ms</c> for none.</summary>
    public string? Heartbeat { get; init; }

    /// <summary>Connections of pooled and multiplexed cells alike, 1 to 1,000.</summary>
    public int? Connections { get; init; }

    /// <summary>Connections of pooled cells where they differ, 1 to 10,000.</summary>
    public int? Pool { get; init; }

    /// <summary>Whether kept connections are all opened before the warm-up, instead of each at the first call that needs it.</summary>
    public bool? Preconnect { get; init; }

    /// <summary>Who waits for the bytes of connections: <c>auto</c>, <c>pool</c>, <c>inline</c> or <c>threads</c> (<see cref="Calls.IoMode"/>).</summary>
    public string? Io { get; init; }

    /// <summary>Whether the stages of sampled calls are timed.</summary>
    public bool? Stages { get; init; }

    /// <summary>Whether servers and load worker get cores of their own: the first half and the rest.</summary>
    public bool? Pin { get; init; }

    /// <summary>Local ports that connections may take, so many of the highest of the machine's; left out for all.</summary>
    public int? Ports { get; init; }

    /// <summary>Weights of the scenario's methods where they differ from its own, 0 to 1,000,000; those left out are not called.</summary>
    public IReadOnlyDictionary<string, int>? Weights { get; init; }

    /// <summary>Most attempts a call, the first included, 1 to 10.</summary>
    public int? Attempts { get; init; }

    /// <summary>Share of the calls that retries and hedges may make up in the long run, above 0 to 1; <c>unlimited</c> for no budget.</summary>
    public string? RetryBudget { get; init; }

    /// <summary>Time after which an idempotent call gets a second attempt beside the first; left out for never.</summary>
    public string? Hedge { get; init; }

    /// <summary>How providers are found: <c>static</c>, <c>embedded</c>, <c>redis://HOST:PORT</c>, <c>zookeeper://HOST:PORT</c>.</summary>
    public string? Directory { get; init; }

    /// <summary>Server processes per launch, 1 to 64.</summary>
    public int? Providers { get; init; }

    /// <summary>Time a provider's registration outlives its last heartbeat.</summary>
    public string? Lease { get; init; }

    /// <summary>Consumers that follow the directory, one of which routes the calls, 1 to 1,000.</summary>
    public int? Consumers { get; init; }

    /// <summary>How calls are spread over several providers.</summary>
    public string? Balancing { get; init; }

    /// <summary>The network between client and server.</summary>
    public string? Link { get; init; }

    /// <summary>Faults on a schedule, e.g. <c>at 3s kill provider 2</c>; times count from the start of the window.</summary>
    public IReadOnlyList<string>? Faults { get; init; }

    /// <summary>Endpoint of a running server to drive instead of starting one per launch.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Whether load and server run in this very process; labelled, for debugging and the memory carrier.</summary>
    public bool? InProcess { get; init; }

    /// <summary>Thresholds that end the run with exit code 1 when crossed, e.g. <c>p99&gt;5ms</c>.</summary>
    public IReadOnlyList<string>? FailIf { get; init; }

    /// <summary>
    /// Variants by name, each a plan of what differs from this one: every cell of each variant is measured, its id ends with the
    /// variant's name.
    /// </summary>
    public IReadOnlyDictionary<string, RunPlan>? Variants { get; init; }

    /// <summary>This plan with the members that another one gives. Its variants stay what they are, but for the time that is measured.</summary>
    public RunPlan With(RunPlan over)
    {
        ArgumentNullException.ThrowIfNull(over);
        return new RunPlan
        {
            Schema = over.Schema ?? Schema,
            Description = over.Description ?? Description,
            Laboratory = over.Laboratory ?? Laboratory,
            Scenarios = over.Scenarios ?? Scenarios,
            Transports = over.Transports ?? Transports,
            Floor = over.Floor ?? Floor,
            Codecs = over.Codecs ?? Codecs,
            Loads = over.Loads ?? Loads,
            Binding = over.Binding ?? Binding,
            Duration = over.Duration ?? (over.Count is null ? Duration : null),
            Warmup = over.Warmup ?? Warmup,
            Rounds = over.Rounds ?? Rounds,
            Count = over.Count ?? (over.Duration is null ? Count : null),
            Seed = over.Seed ?? Seed,
            Deadline = over.Deadline ?? Deadline,
            Heartbeat = over.Heartbeat ?? Heartbeat,
            Connections = over.Connections ?? Connections,
            Pool = over.Pool ?? over.Connections ?? Pool,
            Preconnect = over.Preconnect ?? Preconnect,
            Io = over.Io ?? Io,
            Stages = over.Stages ?? Stages,
            Pin = over.Pin ?? Pin,
            Ports = over.Ports ?? Ports,
            Weights = over.Weights ?? Weights,
            Attempts = over.Attempts ?? Attempts,
            RetryBudget = over.RetryBudget ?? RetryBudget,
            Hedge = over.Hedge ?? Hedge,
            Directory = over.Directory ?? Directory,
            Providers = over.Providers ?? Providers,
            Lease = over.Lease ?? Lease,
            Consumers = over.Consumers ?? Consumers,
            Balancing = over.Balancing ?? Balancing,
            Link = over.Link ?? Link,
            Faults = over.Faults ?? Faults,
            Endpoint = over.Endpoint ?? Endpoint,
            InProcess = over.InProcess ?? InProcess,
            FailIf = over.FailIf ?? FailIf,
            Variants = over.Variants ?? Variants?.ToDictionary(v => v.Key, v => v.Value.Measured(over)),
        };
    }

    /// <summary>This variant where it is said elsewhere how long is measured.</summary>
    private RunPlan Measured(RunPlan elsewhere) => this with
    {
        Warmup = elsewhere.Warmup is null ? Warmup : null,
        Duration = elsewhere.Duration is null && elsewhere.Count is null ? Duration : null,
        Count = elsewhere.Duration is null && elsewhere.Count is null ? Count : null,
    };
}
