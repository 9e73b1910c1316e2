using Bench.Harness.Record;

namespace Bench.Results.Checks;

/// <summary>Every launch came about.</summary>
public sealed class LaunchCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "launch";

    /// <inheritdoc/>
    public string Summary => "server and load worker started and finished in every round";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        IEnumerable<Finding> failed = cell.Rounds
            .Where(r => r.Failure is not null)
            .Select(r => new Finding(Name, Severity.Invalid, r.Failure!, "a whole launch", r.Window(), "Mend the cause and run again."));
        return cell.Rounds.Count > 0
            ? failed
            : [new Finding(Name, Severity.Invalid, "never launched", "at least one round", Remedy: "Run it again to the end.")];
    }
}
