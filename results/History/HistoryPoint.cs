using Bench.Harness.Record;

namespace Bench.Results.History;

/// <summary>One figure of one cell in one record.</summary>
public sealed record HistoryPoint
{
    /// <summary>When the run started, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The record's file.</summary>
    public required string Path { get; init; }

    /// <summary>Version of rpcbench that measured it.</summary>
    public required string Version { get; init; }

    /// <summary>Commit that it was built from; null if unknown.</summary>
    public string? Commit { get; init; }

    /// <summary>The median over launches with its interval; null where an invalid cell has none.</summary>
    public Estimate? Value { get; init; }

    /// <summary>Whether it can be trusted; an invalid one is shown and marked, and says nothing about changes.</summary>
    public required TrustVerdict Trust { get; init; }

    /// <summary>Whether it counts when changes are looked for.</summary>
    internal bool Counts => Trust != TrustVerdict.Invalid && Value is not null;

    /// <summary>Its day and its commit, or the version where that is unknown.</summary>
    public string Title => FormattableString.Invariant($"{StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} ({(Commit is { } commit ? commit[..Math.Min(commit.Length, 8)] : Version)})");
}
