using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>Every attempt is accounted for, and no connection sent more requests than there were attempts.</summary>
public sealed class AttemptsCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "attempts";

    /// <inheritdoc/>
    public string Summary => "attempts are the calls started, the retries and the hedges, and no request was sent beyond them";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        foreach (RoundRecord round in cell.Launched())
        {
            CallCounts counts = round.Counts;
            long parts = counts.Started + (counts.Retries ?? 0) + (counts.Hedges ?? 0);
            if (counts.Attempts != parts)
            {
                yield return new Finding(
                    Name, Severity.Invalid, $"{Quantity.Count(counts.Attempts)} attempts, but {Quantity.Count(parts)} calls started, retries and hedges", "started + retries + hedges = attempts",
                    round.Window(), "This is a defect of the measurement, not of the server: measure again, and report it if it stays.");
            }

            // A call that was given up takes the account of its attempts with it.
            if (round.RequestsSent > counts.Attempts && counts.InFlight is null)
            {
                yield return new Finding(
                    Name, Severity.Invalid, $"the connections sent {Quantity.Count(round.RequestsSent.Value)} requests for {Quantity.Count(counts.Attempts)} attempts", "no more than the attempts",
                    round.Window(), "The transport sends calls twice: the server does more work than the figures say.");
            }
        }
    }
}
