namespace Bench.Harness.Record;

/// <summary>One scenario × transport × codec × load × the other axes, over all rounds.</summary>
public sealed record CellRecord
{
    /// <summary>Unique in the run, made of its axes, e.g. <c>order/pooled/json/closed:8</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>Name of the transport, e.g. <c>pooled+unix</c>.</summary>
    public required string Transport { get; init; }

    /// <summary>Name of the strategy whose floor the transport is: bare sockets, no candidates; absent for every other transport.</summary>
    public string? FloorOf { get; init; }

    /// <summary>How client and server are set up, in one line, where the transport brings its own: a stack or bare sockets; absent for the own pipeline.</summary>
    public string? Setup { get; init; }

    /// <summary>Name of the codec.</summary>
    public required string Codec { get; init; }

    /// <summary>Name of the binding.</summary>
    public required string Binding { get; init; }

    /// <summary>Name of the directory.</summary>
    public required string Directory { get; init; }

    /// <summary>Name of the link.</summary>
    public required string Link { get; init; }

    /// <summary>Name of the plan's variant; absent where the plan has none.</summary>
    public string? Variant { get; init; }

    /// <summary>What its connections and calls were allowed.</summary>
    public required CellOptions Options { get; init; }

    /// <summary>The load.</summary>
    public required LoadInfo Load { get; init; }

    /// <summary>Encoded payload sizes; absent if the scenario never got that far.</summary>
    public IReadOnlyList<PayloadInfo>? Payloads { get; init; }

    /// <summary>One entry a launch, in the order they were run.</summary>
    public required IReadOnlyList<RoundRecord> Rounds { get; init; }

    /// <summary>The figures over rounds; absent without a finished round.</summary>
    public Figures<Estimate>? Summary { get; init; }

    /// <summary>How the cell stands to bare sockets in the same run; absent where its floor was not measured, and for floors themselves.</summary>
    public FloorShare? FloorShare { get; init; }

    /// <summary>Whether the figures can be trusted.</summary>
    public required Trust Trust { get; init; }
}

/// <summary>How a cell stands to its floor.</summary>
/// <param name="Floor">Id of the floor's cell: of several the one that carries most.</param>
/// <param name="Throughput">Throughput of the cell as a part of the floor's, 0 and up, round by round: both were measured in the same ones.</param>
public sealed record FloorShare(string Floor, Estimate Throughput);

/// <summary>What a cell's connections and calls were allowed.</summary>
public sealed record CellOptions
{
    /// <summary>Connections in the pool; absent where the strategy has none.</summary>
    public int? Pool { get; init; }

    /// <summary>Shared connections; absent where the strategy has no fixed number.</summary>
    public int? Connections { get; init; }

    /// <summary>Why the connection budget of the matrix does not apply to this cell; absent where it does.</summary>
    public string? BudgetNote { get; init; }

    /// <summary>Deadline of each call in ms.</summary>
    public double? DeadlineMs { get; init; }

    /// <summary>Interval between heartbeats in ms; absent where there are none.</summary>
    public double? HeartbeatMs { get; init; }

    /// <summary>Server processes; absent if one.</summary>
    public int? Providers { get; init; }

    /// <summary>How calls were spread over several providers; absent if there was one.</summary>
    public string? Balancing { get; init; }

    /// <summary>Time a registration outlives its last heartbeat, in ms; absent where providers don't register.</summary>
    public double? LeaseMs { get; init; }

    /// <summary>Consumers that followed the directory; absent if one.</summary>
    public int? Consumers { get; init; }

    /// <summary>True if all connections were opened before the warm-up; absent otherwise.</summary>
    public bool? Preconnect { get; init; }

    /// <summary>Which cores servers and load worker had to themselves, e.g. <c>servers 0, load worker 1</c>; absent where each could use all.</summary>
    public string? Pin { get; init; }

    /// <summary>Local ports that connections could take; absent where they could take all of the machine's.</summary>
    public int? Ports { get; init; }

    /// <summary>Weights of methods where they were not the scenario's own; absent where they were.</summary>
    public IReadOnlyDictionary<string, int>? Weights { get; init; }

    /// <summary>Most attempts a call; absent if one.</summary>
    public int? Attempts { get; init; }

    /// <summary>Share of calls that retries may make up in the long run; absent without retries, or without a budget.</summary>
    public double? RetryBudget { get; init; }

    /// <summary>Time after which a second attempt is made beside the first, in ms; absent if never.</summary>
    public double? HedgeMs { get; init; }

    /// <summary>What the link's relay did to bytes; absent where there was none.</summary>
    public string? Link { get; init; }

    /// <summary>Faults on a schedule, as given; absent if there were none.</summary>
    public IReadOnlyList<string>? Faults { get; init; }

    /// <summary>Who waits for the bytes of connections: <c>inline</c> or <c>threads</c>; absent where it is the event loop and the thread pool.</summary>
    public string? Io { get; init; }

    /// <summary>True if the stages of sampled calls were timed; absent otherwise.</summary>
    public bool? Stages { get; init; }

    /// <summary>Warm-up before the window in ms; absent where it lasted until the steady state.</summary>
    public double? WarmupMs { get; init; }

    /// <summary>Length of the window in ms; absent if a number of calls was given.</summary>
    public double? DurationMs { get; init; }

    /// <summary>Number of calls; absent if a duration was given.</summary>
    public long? Count { get; init; }
}

/// <summary>The load of a cell.</summary>
public sealed record LoadInfo
{
    /// <summary><c>closed</c> or <c>open</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The load as given on the command line, e.g. <c>open:2000:poisson</c>.</summary>
    public required string Text { get; init; }

    /// <summary>Workers of a closed load.</summary>
    public int? Workers { get; init; }

    /// <summary>Time that each worker of a closed load waits between calls, ms; absent if none.</summary>
    public double? ThinkMs { get; init; }

    /// <summary>Mean arrivals per second of an open load, over the window; absent where it is searched for.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>What a search has to meet, e.g. <c>p99&lt;5ms,errors&lt;0.1%</c>; absent where the rate is given.</summary>
    public string? Objective { get; init; }

    /// <summary>Phases of a ramp; absent for a steady load.</summary>
    public IReadOnlyList<LoadPhaseInfo>? Phases { get; init; }
}

/// <summary>One phase of an open load.</summary>
/// <param name="FromPerSecond">Rate at its start.</param>
/// <param name="ToPerSecond">Rate at its end; equal for a step.</param>
/// <param name="DurationMs">Its length in ms.</param>
public sealed record LoadPhaseInfo(double FromPerSecond, double ToPerSecond, double DurationMs);

/// <summary>Encoded sizes of one kind of call.</summary>
/// <param name="Method">Method of the contract.</param>
/// <param name="RequestBytes">Median encoded request in bytes, without framing.</param>
/// <param name="ReplyBytes">Median encoded reply in bytes, without framing.</param>
public sealed record PayloadInfo(string Method, double RequestBytes, double ReplyBytes);
