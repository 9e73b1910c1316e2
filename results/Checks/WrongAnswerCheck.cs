using Bench.Harness.Outcome;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>Every answer was the one that belongs to its request: what comes fast and wrong is no answer.</summary>
public sealed class WrongAnswerCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "wrong-answer";

    /// <inheritdoc/>
    public string Summary => "every answer was the one that belongs to its request, by its checksum";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        string kind = ErrorKind.WrongAnswer.Name();
        foreach (RoundRecord round in cell.Launched().Where(r => r.Errors.GetValueOrDefault(kind) > 0))
        {
            string message = round.ErrorMessages?.GetValueOrDefault(kind) is string first ? $": {first}" : "";
            yield return new Finding(
                Name,
                Severity.Invalid,
                $"{Quantity.Count(round.Errors[kind])} answers were not those that belong to their requests{message}",
                "none",
                round.Window(),
                "A codec or a transport changes or mixes up messages: mend it before its speed means anything.");
        }
    }
}
