using Bench.Harness.Record;

namespace Bench.Results.Checks;

/// <summary>It is known what measured: figures of a build that nobody can build again prove nothing later.</summary>
public sealed class ProvenanceCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "provenance";

    /// <inheritdoc/>
    public string Summary => "rpcbench was built with optimisations, from a commit without changes";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment) => [];

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Tool.Debug == true)
        {
            yield return new Finding(
                Name, Severity.Degraded, "rpcbench was built without optimisations", "an optimised build", "the whole run",
                "Build it with -c Release: unoptimised code is slower by factors, and not by the same for every codec.");
        }

        string? figure = (run.Tool.Commit, run.Tool.Dirty) switch
        {
            (null, _) => "the commit that rpcbench was built from is unknown",
            (_, null) => $"whether the source had changes over commit {run.Tool.Commit} is unknown",
            (_, true) => $"rpcbench was built from commit {run.Tool.Commit} with changes that are in no commit",
            _ => null,
        };
        if (figure is not null)
        {
            yield return new Finding(
                Name, Severity.Note, figure, "a build of a commit without changes", "the whole run", "To be able to measure it again later, commit, build, and run again.");
        }
    }
}
