using Bench.Harness.Record;

namespace Bench.Results.Checks;

/// <summary>The measurement was not interrupted.</summary>
public sealed class PartialCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "partial";

    /// <inheritdoc/>
    public string Summary => "every round was measured to the end of its window";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Launched()
            .Where(r => r.Partial == true)
            .Select(r => new Finding(
                Name, Severity.Degraded, "interrupted before the end of the window; left out of the summary", "a whole window", r.Window(), "Run it again to the end."));
    }
}
