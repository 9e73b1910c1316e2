using System.Text.Json;
using System.Text.Json.Serialization;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
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

    /// <summary>Where the servers are asked about what they have used; in the order of their numbers.</summary>
    public required IReadOnlyList<string> Servers { get; init; }

    /// <summary>Servers that a fault makes unreachable: not to answer is no failure of theirs.</summary>
    public IReadOnlyList<int>? Doomed { get; init; }

    /// <summary>Where the servers are called; a relay's ends if there is one between.</summary>
    public required IReadOnlyList<string> Endpoints { get; init; }

    /// <summary>Where providers are found.</summary>
    public required string Directory { get; init; }

    /// <summary>The service they are registered under.</summary>
    public required string Service { get; init; }

    /// <summary>Consumers that follow the directory.</summary>
    public required int Consumers { get; init; }

    /// <summary>Whether kept connections are all opened before the warm-up.</summary>
    public required bool Preconnect { get; init; }

    /// <summary>Who waits for the bytes of connections.</summary>
    public required IoMode Io { get; init; }

    /// <summary>Local ports that connections may take; null for all.</summary>
    public int? Ports { get; init; }

    /// <summary>Weights of methods by name; null for the scenario's own.</summary>
    public IReadOnlyDictionary<string, int>? Weights { get; init; }

    /// <summary>Name of the balancing.</summary>
    public required string Balancing { get; init; }

    /// <summary>Round, from 1.</summary>
    public required int Round { get; init; }

    /// <summary>Seed of payloads and arrivals.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Load before the window.</summary>
    public required TimeSpan Warmup { get; init; }

    /// <summary>Whether the load runs until it no longer gets faster, before that.</summary>
    public required bool UntilSteady { get; init; }

    /// <summary>Whose turn it is; null for a launch that runs alone.</summary>
    public LoadTurns? Turns { get; init; }

    /// <summary>Length of the window; null if a count or the load ends it.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Calls of the window.</summary>
    public long? Count { get; init; }

    /// <summary>What calls and connections are allowed.</summary>
    public required ClientOptions Client { get; init; }

    /// <summary>The job of a cell.</summary>
    /// <param name="cell">What to measure.</param>
    /// <param name="matrix">The run it belongs to.</param>
    /// <param name="servers">Where the servers are.</param>
    /// <param name="round">Round, from 1.</param>
    public static LaunchJob Of(Cell cell, CellMatrix matrix, LaunchServers servers, int round)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(matrix);
        CellSettings settings = cell.Settings;
        return new LaunchJob
        {
            Scenario = cell.Scenario.Name,
            Transport = cell.Transport.Name,
            Codec = cell.Codec.Name,
            Binding = cell.Binding.Name,
            Load = cell.Load.Text,
            Preconnect = settings.Preconnect,
            Io = cell.Io,
            Ports = settings.Ports,
            Weights = settings.Weights,
            Servers = servers.Servers,
            Endpoints = servers.Endpoints,
            Doomed = servers.Doomed,
            Directory = servers.Directory,
            Service = servers.Service,
            Consumers = settings.Consumers,
            Balancing = settings.Balancing,
            Round = round,
            Seed = matrix.Settings.Seed,
            Warmup = settings.Warmup,
            UntilSteady = settings.UntilSteady,
            Duration = cell.Load is RampLoad ? null : settings.Duration,
            Count = settings.Count,
            Turns = settings.Turns,
            Client = settings.Client,
        };
    }
}

/// <summary>Where the servers of a launch are.</summary>
/// <param name="Servers">Where they are asked about themselves.</param>
/// <param name="Endpoints">Where they are called.</param>
/// <param name="Directory">Where providers are found.</param>
/// <param name="Service">The service they are registered under.</param>
/// <param name="Doomed">Those that a fault makes unreachable.</param>
public sealed record LaunchServers(
    IReadOnlyList<string> Servers, IReadOnlyList<string> Endpoints, string Directory, string Service, IReadOnlyList<int>? Doomed = null)
{
    /// <summary>One server, named beforehand.</summary>
    public static LaunchServers One(string endpoint, Cell cell, string? control = null) => new([control ?? endpoint], [endpoint], Cell.StaticDirectory, ServiceContract.Of(cell.Scenario.ContractType).Name);
}

/// <summary>A line a worker sends: progress while it goes on, then once what it measured.</summary>
/// <param name="Progress">How it goes.</param>
/// <param name="WindowStartNs">The window has started, ns of the clock that all processes of a machine share.</param>
/// <param name="Report">What came of it; the last line.</param>
public sealed record LaunchLine(LoadProgress? Progress = null, long? WindowStartNs = null, LaunchReport? Report = null);

/// <summary>What a worker measured.</summary>
/// <param name="Round">The figures; with a failure in it if the launch came to nothing.</param>
/// <param name="TargetLost">True if the server could not be reached, or no longer answered at the end.</param>
public sealed record LaunchReport(RoundRecord Round, bool TargetLost = false)
{
    /// <summary>A launch that came to nothing.</summary>
    public static LaunchReport Failed(int round, string failure, bool targetLost) =>
        new(new RoundRecord { Round = round, Failure = failure, Counts = new CallCounts() }, targetLost);
}

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
