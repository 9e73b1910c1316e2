using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>
/// The server ran all the time. A server that stood still is a fact about the run, and its latencies are true; but they tell more of what
/// stopped it than of what was compared. So this is never invalid, and a note where a fault of the plan asked for it.
/// </summary>
public sealed class ServerPauseCheck : ICheck
{
    /// <summary>Share of the window above which pauses degrade: beyond one in a hundred they reach into the p99.</summary>
    public const double DegradedShare = 0.01;

    /// <inheritdoc/>
    public string Name => "server-pauses";

    /// <inheritdoc/>
    public string Summary => "the server was not stopped or starved in the window";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        bool wanted = cell.Options.Faults is { Count: > 0 };
        foreach (RoundRecord round in cell.Launched().Where(r => r.WindowMs > 0 && r.ServerPauses is { Count: > 0 }))
        {
            double sumMs = PauseWindows.SumMs(round.ServerPauses!, round.WindowMs);
            double share = sumMs / round.WindowMs;
            yield return new Finding(
                Name,
                share > DegradedShare && !wanted ? Severity.Degraded : Severity.Note,
                $"the server did not run for {Quantity.Milliseconds(sumMs)}, {Quantity.Share(share)} of the window{(wanted ? " (the plan has faults)" : "")}",
                $"at most {Quantity.Share(DegradedShare)}",
                $"{round.Window()}, {PauseWindows.Text(round.ServerPauses!)}",
                "The latencies hold this pause. If it is not what you look at: leave the machine idle otherwise, give the server a core of its own, or look for what stops it.");
        }
    }
}
