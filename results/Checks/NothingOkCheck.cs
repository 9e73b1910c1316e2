using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>Something was answered: the speed of failing is no figure.</summary>
public sealed class NothingOkCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "nothing-ok";

    /// <inheritdoc/>
    public string Summary => "at least one call was answered rightly in every round";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Launched()
            .Where(r => r.Counts.Ok == 0)
            .Select(r => r.Counts.Started == 0
                ? new Finding(
                    Name, Severity.Invalid, "no call was started in the window", "at least one", r.Window(),
                    "Lengthen --duration: earlier calls or a pause of the machine took up the whole window.")
                : new Finding(
                    Name, Severity.Invalid, $"none of {Quantity.Count(r.Counts.Started)} calls was ok{Cause(r)}", "at least one", r.Window(),
                    "Mend the cause first; the server's own log may tell more."));
    }

    private static string Cause(RoundRecord round)
    {
        if (round.Errors.Count == 0)
        {
            return round.Counts.Timeout > 0 ? ": no answer within the deadline" : "";
        }

        string kind = round.Errors.MaxBy(e => e.Value).Key;
        string? message = round.ErrorMessages?.GetValueOrDefault(kind);
        return message is null ? $": {kind}" : $": {kind} ({message})";
    }
}
