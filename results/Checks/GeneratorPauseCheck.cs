using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>The load generator ran all the time: what it slept through, it did not send or measure in time.</summary>
public sealed class GeneratorPauseCheck : ICheck
{
    /// <summary>Share of the window above which pauses degrade: beyond one in a hundred they reach into the p99.</summary>
    public const double DegradedShare = 0.01;

    /// <summary>
    /// Share of all windows of a cell above which pauses make it worthless: the generator was starved, not the server slow. One bad
    /// round of several is outvoted by the others in the median.
    /// </summary>
    public const double InvalidShare = 0.20;

    /// <inheritdoc/>
    public string Name => "generator-pauses";

    /// <inheritdoc/>
    public string Summary => "the load generator was not stopped or starved in the window";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        RoundRecord[] rounds = [.. cell.Launched().Where(r => r.WindowMs > 0)];
        double ofAll = rounds.Sum(PausedMs) / rounds.Sum(r => r.WindowMs);
        return rounds.Where(r => r.Pauses is { Count: > 0 }).Select(r => Judge(r, ofAll));
    }

    private Finding Judge(RoundRecord round, double ofAll)
    {
        double sumMs = PausedMs(round);
        double share = sumMs / round.WindowMs;
        Severity severity = share > InvalidShare && ofAll > InvalidShare ? Severity.Invalid : share > DegradedShare ? Severity.Degraded : Severity.Note;
        return new Finding(
            Name,
            severity,
            $"the load generator did not run for {Quantity.Milliseconds(sumMs)}, {Quantity.Share(share)} of the window",
            $"at most {Quantity.Share(DegradedShare)} (invalid above {Quantity.Share(InvalidShare)} over all rounds)",
            $"{round.Window()}, {PauseWindows.Text(round.Pauses!)}",
            "Leave the machine idle otherwise, give the load generator a core of its own, or lower the load.");
    }

    private static double PausedMs(RoundRecord round) => PauseWindows.SumMs(round.Pauses ?? [], round.WindowMs);
}
