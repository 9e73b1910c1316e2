using Bench.Harness.Outcome;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>
/// The server saw the calls that the client counts: answered ≤ handled ≤ attempts. So what was attempted and not handled has to have ended
/// without an answer: as timeout, cancelled, or with a connection that was refused or lost.
/// </summary>
public sealed class ServerHandledCheck : ICheck
{
    /// <summary>
    /// Calls, as a share of the round's, that may stand on either side: attempts of the warm-up are taken off, though of a call that was tried again
    /// some may never have reached the server.
    /// </summary>
    public const double EdgeShare = 0.01;

    // Kinds of error that only an answer of the server, or its work on the call, can bring about.
    private static readonly string[] AnsweredKinds = [ErrorKind.Remote.Name(), ErrorKind.WrongAnswer.Name(), ErrorKind.Decode.Name()];

    /// <inheritdoc/>
    public string Name => "server-handled";

    /// <inheritdoc/>
    public string Summary => "the server handled every call that was answered, and no stranger's";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        foreach (RoundRecord round in cell.Launched().Where(r => r.ServerHandled is not null))
        {
            double handled = round.ServerHandled!.Value;
            CallCounts counts = round.Counts;
            double attempts = Math.Max(counts.Attempts, counts.Started);
            long failedByServer = AnsweredKinds.Sum(kind => round.Errors.GetValueOrDefault(kind));
            if ((counts.Ok + failedByServer) * (1 - EdgeShare) > handled)
            {
                string failed = failedByServer == 0 ? "" : $" and {Quantity.Count(failedByServer)} answered with an error";
                yield return new Finding(
                    Name,
                    Severity.Invalid,
                    $"{Quantity.Count(counts.Ok)} calls counted ok{failed}, but the server handled {Quantity.Count(handled)}",
                    "every answered call was handled; timeouts and lost connections alone explain a gap",
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
