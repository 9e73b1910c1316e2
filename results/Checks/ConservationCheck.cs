using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>Every call is accounted for: scheduled = started + dropped; started = ok + error + timeout + cancelled; the kinds of error add up.</summary>
public sealed class ConservationCheck : ICheck
{
    private const string Remedy = "This is a defect of the measurement, not of the server: measure again, and report it if it stays.";

    /// <inheritdoc/>
    public string Name => "conservation";

    /// <inheritdoc/>
    public string Summary => "every scheduled call is accounted for exactly once";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        foreach (RoundRecord round in cell.Launched())
        {
            CallCounts counts = round.Counts;
            (string Sum, long Found, long Whole)[] accounts =
            [
                ("started + dropped = scheduled", counts.Started + counts.Dropped, counts.Scheduled),
                ("ok + error + timeout + cancelled = started", counts.Ended(), counts.Started),
                ("the kinds of error add up to error", round.Errors.Values.Sum(), counts.Error),
            ];
            foreach ((string sum, long found, long whole) in accounts.Where(a => a.Found != a.Whole))
            {
                yield return new Finding(
                    Name, Severity.Invalid, $"the accounts don't add up: {Quantity.Count(found)} against {Quantity.Count(whole)} calls", sum, round.Window(), Remedy);
            }
        }
    }
}
