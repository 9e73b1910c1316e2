using System.Text.Json.Serialization;

namespace Bench.Results.Gates;

/// <summary>What a gate lets pass, as <c>gate.json</c> holds it: fixed before anything is measured.</summary>
public sealed record GatePolicy
{
    /// <summary>Rounds, if not given.</summary>
    public const int DefaultRounds = 20;

    /// <summary>Where the schema is, for editors.</summary>
    [JsonPropertyName("$schema")]
    public string? SchemaLocation { get; init; }

    /// <summary>
    /// Launches of each cell that count, the first ones, 2 to 1,000. With fewer a timed figure is inconclusive; further ones are not looked at, so
    /// that nobody measures until the answer pleases. If not given, 20 for records, and where two builds are measured beside each other as many
    /// as the spread of the same build twice asks for.
    /// </summary>
    public int? Rounds { get; init; }

    /// <summary>Chance that a gate raises an alarm over any figure of any cell if nothing has changed, above 0, below 0.5; 0.001 if not given.</summary>
    public double FalseAlarms { get; init; } = 0.001;

    /// <summary>Chance that any figure passes that has changed by its threshold or more, above 0, below 0.5; 0.05 if not given.</summary>
    public double FalsePasses { get; init; } = 0.05;

    /// <summary>
    /// Changes that are let pass, by figure, e.g. <c>"client.cpu": "3%"</c>, or <c>"off"</c> to leave the figure out. Those not named keep
    /// the defaults: 4 % for CPU per call, 10 % for throughput and the p50 response time, max(1 byte, 1 %) for what is counted.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Thresholds { get; init; }

    /// <summary>Absolute limits of every cell, as <c>--fail-if</c> takes them, e.g. <c>p99&gt;5ms</c>: what must not come true.</summary>
    public IReadOnlyList<string>? Budgets { get; init; }

    /// <summary>What differs for some cells; of several that fit, the later one counts.</summary>
    public IReadOnlyList<CellPolicy>? Cells { get; init; }
}

/// <summary>What a gate lets pass in some cells.</summary>
public sealed record CellPolicy
{
    /// <summary>The id of a cell; <c>*</c> stands for anything, e.g. <c>order/pooled/*</c>.</summary>
    public required string Cell { get; init; }

    /// <summary>Thresholds in place of the policy's, by figure.</summary>
    public IReadOnlyDictionary<string, string>? Thresholds { get; init; }

    /// <summary>Budgets beside the policy's.</summary>
    public IReadOnlyList<string>? Budgets { get; init; }
}
