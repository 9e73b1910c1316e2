using Bench.Harness.Record;

namespace Bench.Results.Checks;

/// <summary>The rounds of a cell as checks look at them.</summary>
internal static class CellRounds
{
    /// <summary>The rounds that were measured, interrupted ones included.</summary>
    public static IEnumerable<RoundRecord> Launched(this CellRecord cell) => cell.Rounds.Where(r => r.Failure is null);

    /// <summary>The round as the window of a finding.</summary>
    public static string Window(this RoundRecord round) => $"round {round.Round}";

    /// <summary>How many calls ended, in whichever way.</summary>
    public static long Ended(this CallCounts counts) => counts.Ok + counts.Error + counts.Timeout + counts.Cancelled;

    /// <summary>True where calls arrive by a schedule.</summary>
    public static bool IsOpen(this CellRecord cell) => cell.Load.Model == "open";
}
