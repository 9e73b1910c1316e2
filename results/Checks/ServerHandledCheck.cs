using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>The server saw the calls that the client counts: ok ≤ handled ≤ attempts.</summary>
public sealed class ServerHandledCheck : ICheck
{
    /// <summary>
    /// Calls, as a share of the round's, that may stand on the other side of the window's edge: the server is asked just before
    /// and just after it, while calls are under way.
    /// </summary>
    public const double EdgeShare = 0.01;

    /// <inheritdoc/>
    public string Name => "server-handled";

    /// <inheritdoc/>
    public string Summary => "the server handled every call counted ok, and no stranger's";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        foreach (RoundRecord round in cell.Launched().Where(r => r.ServerHandled is not null))
        {
            double handled = round.ServerHandled!.Value;
            CallCounts counts = round.Counts;
            double attempts = Math.Max(counts.Attempts, counts.Started);
            if (counts.Ok * (1 - EdgeShare) > handled)
            {
                yield return new Finding(
                    Name,
                    Severity.Invalid,
                    $"{Quantity.Count(counts.Ok)} calls counted ok, but the server handled {Quantity.Count(handled)}",
                    "every ok call was handled",
                    round.Window(),
                    "Answers came from somewhere else: check the endpoint and the transport or codec under test.");
            }
            else if (handled > attempts * (1 + EdgeShare))
            {
                yield return new Finding(
                    Name,
                    Severity.Degraded,
                    $"the server handled {Quantity.Count(handled)} calls for {Quantity.Count(attempts)} attempts",
                    "no more than the attempts",
                    round.Window(),
                    "Somebody else used the server, or a transport sent calls twice: make sure that only this run drives it.");
            }
        }
    }
}
