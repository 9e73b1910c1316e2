using Bench.Harness.Addressing;
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

    /// <summary>How many calls have a latency: those that ended, but for the cancelled ones, which the caller cut off.</summary>
    public static long Timed(this CallCounts counts) => counts.Ok + counts.Error + counts.Timeout;

    /// <summary>Whether the server runs on the load generator's machine: started by the run, or reached without leaving it.</summary>
    public static bool ServerSharesMachine(this EnvironmentInfo environment) =>
        !Endpoint.TryParse(environment.ServerEndpoint, out Endpoint? endpoint) || endpoint.IsOnThisMachine;

    /// <summary>True where calls arrive by a schedule.</summary>
    public static bool IsOpen(this CellRecord cell) => cell.Load.Model == "open";
}
