using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>Each call completed exactly once: none twice, and none is still in flight when the load is over.</summary>
public sealed class OneOutcomeCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "one-outcome";

    /// <inheritdoc/>
    public string Summary => "every call completed exactly once, and none was left in flight";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        foreach (RoundRecord round in cell.Launched())
        {
            if (round.Counts.DoubleCompletions is > 0 and long twice)
            {
                yield return new Finding(
                    Name, Severity.Invalid, $"{Quantity.Count(twice)} calls completed that had completed before", "one completion per call", round.Window(),
                    "The transport completes calls twice: mend it before its figures mean anything.");
            }

            if (round.Counts.InFlight is > 0 and long left)
            {
                yield return new Finding(
                    Name, Severity.Invalid, $"{Quantity.Count(left)} calls were still in flight after deadline, drain and cancellation; they have no latency", "none in flight", round.Window(),
                    "The transport or the scenario ignores its cancellation token or swallows an outcome: mend it before its figures mean anything.");
            }
        }
    }
}
