using Bench.Harness.Record;
using Bench.Results.Comparisons;
using Bench.Results.Gates;
using Bench.Tests.Results.Comparisons;

namespace Bench.Tests.Results;

/// <summary>What <c>ab</c> says of launches that were really measured, resampled: launches sized by the spread of the base, then judged, at the default policy.</summary>
public sealed class RecordedGateCaseTests
{
    [Fact]
    public void Case67_600_gates_of_recorded_launches_against_their_like_raise_at_most_one_alarm()
    {
        GateReport[] reports = [.. Reports(new RecordedLaunches(67), 600, slowdown: 0)];

        int alarms = reports.Count(r => r.Verdict == GateVerdict.Regressed);
        Assert.True(alarms <= 1, Table(reports));
    }

    [Fact]
    public void Case67_200_gates_of_recorded_launches_with_5_percent_more_CPU_per_call_let_at_most_4_pass()
    {
        GateReport[] reports = [.. Reports(new RecordedLaunches(167), 200, slowdown: 0.05)];

        int passes = reports.Count(r => r.Verdict == GateVerdict.Passed);
        Assert.True(passes <= 4, Table(reports));
    }

    private static IEnumerable<GateReport> Reports(RecordedLaunches launches, int gates, double slowdown)
    {
        for (int i = 0; i < gates; i++)
        {
            int slow = slowdown > 0 ? i % launches.Cells : -1;
            RunRecord[] most = launches.Next(LaunchSizing.Most, slow, slowdown);
            RunRecord[] pilot = [.. most.Select(r => First(r, LaunchSizing.Pilot))];
            CellPairs same = CellPairs.OfRuns(new NamedRun("base", pilot[0]), new NamedRun("base again", pilot[2]), interleaved: true);
            int rounds = LaunchSizing.Of(same.Pairs, GateRules.Default.Terms()).Launches;
            NamedRun[] named = [.. most.Select(r => new NamedRun("run", First(r, rounds)))];
            yield return Gate.Of(named[0], named[1], GateRules.Default, new GateMeasurement { Rounds = rounds, BaselineAgain = named[2] });
        }
    }

    private static RunRecord First(RunRecord run, int rounds) => run with { Cells = [.. run.Cells.Select(c => c with { Rounds = [.. c.Rounds.Take(rounds)] })] };

    private static string Table(IEnumerable<GateReport> reports) =>
        string.Join(", ", reports.GroupBy(r => r.Verdict).Select(g => $"{g.Key}: {g.Count()}")) + $"; launches {reports.Min(r => r.Rounds)} to {reports.Max(r => r.Rounds)}";
}
