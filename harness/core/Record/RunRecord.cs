using System.Text.Json.Nodes;

namespace Bench.Harness.Record;

/// <summary>
/// Everything one run measured, as <c>run.json</c> holds it (schema <c>rpcbench.run/1</c>).
/// A figure that was not measured is absent, never 0. Members may be added, not renamed.
/// </summary>
public sealed record RunRecord
{
    /// <summary>The schema this version writes.</summary>
    public const string CurrentSchema = "rpcbench.run/1";

    /// <summary>Name and version of the schema.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>Checksum over everything else; absent is accepted and labelled, wrong is refused.</summary>
    public Integrity? Integrity { get; init; }

    /// <summary>What measured.</summary>
    public required ToolInfo Tool { get; init; }

    /// <summary>Wall time of the start, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Seed of payloads, arrivals and the order of cells.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The plan as it was run, every default filled in.</summary>
    public required JsonObject Plan { get; init; }

    /// <summary>Hexadecimal SHA-256 of the plan's compact JSON: equal for runs of the same plan.</summary>
    public string? PlanSha256 { get; init; }

    /// <summary>Where it ran.</summary>
    public required EnvironmentInfo Environment { get; init; }

    /// <summary>Whether the figures can be trusted: the worst of the cells', and the run's own findings.</summary>
    public required Trust Trust { get; init; }

    /// <summary>True if the run was interrupted: what was measured until then.</summary>
    public bool? Partial { get; init; }

    /// <summary>True for the short default matrix: enough to choose, not to publish.</summary>
    public bool? Quick { get; init; }

    /// <summary>What the laboratory that the plan names made of it; absent where it names none.</summary>
    public LaboratoryRecord? Laboratory { get; init; }

    /// <summary>The measured cells, in the order of the plan.</summary>
    public required IReadOnlyList<CellRecord> Cells { get; init; }

    /// <summary>Cells of the plan that can't be, with the reason; absent if there are none.</summary>
    public IReadOnlyList<AbsentCell>? Absent { get; init; }

    /// <summary>Benchmarks of single parts; absent where none was run. A record that has some needs no cells.</summary>
    public IReadOnlyList<MicroResult>? Micro { get; init; }
}

/// <summary>Checksum of a record.</summary>
/// <param name="Sha256">Hexadecimal SHA-256 of the compact JSON without the <c>integrity</c> member.</param>
public sealed record Integrity(string Sha256);

/// <summary>What measured.</summary>
/// <param name="Version">Version of rpcbench.</param>
/// <param name="Commit">Git commit it was built from; absent if unknown.</param>
/// <param name="Dirty">Whether the tree had changes; absent if unknown.</param>
/// <param name="PackagesSha256">Hexadecimal SHA-256 of the lock file that pins the versions of its packages; absent if unknown.</param>
/// <param name="Debug">True if it was compiled without optimisations; absent otherwise.</param>
public sealed record ToolInfo(string Version, string? Commit = null, bool? Dirty = null, string? PackagesSha256 = null, bool? Debug = null);

/// <summary>A cell of the plan that can't be measured.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Reason">Why, for the user.</param>
public sealed record AbsentCell(string Id, string Reason);
