using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>What the server answered with an error was counted as a failure, or tried again: nobody swallowed it.</summary>
public sealed class ServerFailedCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "server-failed";

    /// <inheritdoc/>
    public string Summary => "every error that the server answered with was counted";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        foreach (RoundRecord round in cell.Launched().Where(r => r.ServerFailed is not null))
        {
            CallCounts counts = round.Counts;
            long counted = counts.Error + counts.Timeout + counts.Cancelled + (counts.Retries ?? 0) + (counts.Hedges ?? 0);
            if (round.ServerFailed!.Value * (1 - ServerHandledCheck.EdgeShare) > counted)
            {
                yield return new Finding(
                    Name,
                    Severity.Invalid,
                    $"the server answered {Quantity.Count(round.ServerFailed.Value)} calls with an error, {Quantity.Count(counted)} failures and further attempts were counted",
                    "no more errors than were counted",
                    round.Window(),
                    "Something between the transport and the figures takes errors for success: check the scenario, the codec and the transport under test.");
            }
        }
    }
}
