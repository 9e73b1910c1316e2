using System.Text.Json;
using System.Text.Json.Serialization;
using Bench.Harness.Load;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>What a load worker is to do, as the coordinating process sends it: names and numbers only.</summary>
public sealed record LaunchJob
{
    /// <summary>Name of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>Name of the transport.</summary>
    public required string Transport { get; init; }

    /// <summary>Name of the codec.</summary>
    public required string Codec { get; init; }

    /// <summary>Name of the binding.</summary>
    public required string Binding { get; init; }

    /// <summary>The load.</summary>
    public required string Load { get; init; }

    /// <summary>Where the server listens.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Round, from 1.</summary>
    public required int Round { get; init; }

    /// <summary>Seed of payloads and arrivals.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Load before the window.</summary>
    public required TimeSpan Warmup { get; init; }

    /// <summary>Length of the window; null if a count or the load ends it.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Calls of the window.</summary>
    public long? Count { get; init; }

    /// <summary>Deadline of a call.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>Heartbeat interval.</summary>
    public required TimeSpan Heartbeat { get; init; }

    /// <summary>Shared connections.</summary>
    public required int Connections { get; init; }

    /// <summary>Pooled connections.</summary>
    public required int Pool { get; init; }

    /// <summary>The job of a cell.</summary>
    public static LaunchJob Of(Cell cell, CellMatrix matrix, string endpoint, int round)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(matrix);
        RunSettings settings = matrix.Settings;
        return new LaunchJob
        {
            Scenario = cell.Scenario.Name,
            Transport = cell.Transport.Name,
            Codec = cell.Codec.Name,
            Binding = matrix.Binding.Name,
            Load = cell.Load.Text,
            Endpoint = endpoint,
            Round = round,
            Seed = settings.Seed,
            Warmup = settings.Warmup,
            Duration = cell.Load is RampLoad ? null : settings.Duration,
            Count = settings.Count,
            Deadline = settings.Client.Deadline,
            Heartbeat = settings.Client.Heartbeat,
            Connections = settings.Client.Connections,
            Pool = settings.Client.Pool,
        };
    }
}

/// <summary>A line a worker sends: progress while it goes on, then once what it measured.</summary>
/// <param name="Progress">How it goes.</param>
/// <param name="Report">What came of it; the last line.</param>
public sealed record LaunchLine(LoadProgress? Progress = null, LaunchReport? Report = null);

/// <summary>What a worker measured.</summary>
/// <param name="Round">The figures; with a failure in it if the launch came to nothing.</param>
/// <param name="TargetLost">True if the server could not be reached, or no longer answered at the end.</param>
public sealed record LaunchReport(RoundRecord Round, bool TargetLost = false);

/// <summary>How jobs and reports are spelled between processes: one compact JSON line each.</summary>
public static class LaunchJson
{
    private static readonly JsonSerializerOptions Options = new(RunRecordJson.Options)
    {
        WriteIndented = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>A line.</summary>
    public static string ToLine<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>The content of a line.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static T FromLine<T>(string line) => JsonSerializer.Deserialize<T>(line, Options) ?? throw new JsonException("null");
}
