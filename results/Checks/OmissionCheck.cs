using Bench.Harness.Record;

namespace Bench.Results.Checks;

/// <summary>A closed loop's latencies leave out the calls that a slow answer held back.</summary>
public sealed class OmissionCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "omission";

    /// <inheritdoc/>
    public string Summary => "latencies are free of coordinated omission";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        if (cell.Launched().Any(r => r.OmissionPossible))
        {
            yield return new Finding(
                Name,
                Severity.Note,
                "closed loop: a slow answer holds back the calls that would have shown it, so high percentiles look better than users would see",
                "an open load",
                Remedy: "For latency under a given rate use --load open:RATE.");
        }
    }
}
