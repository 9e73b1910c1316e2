using Bench.Harness.Record;
using Bench.Results.Comparisons;
using Bench.Results.Gates;
using Bench.Tests.Results.Comparisons;

namespace Bench.Tests.Results;

/// <summary>
/// What gates at the default policy say of simulated launches: 20 a cell, three cells, CPU per call of client and server (3 % spread),
/// throughput and p50 (5 % spread) each, baseline and run measured apart.
/// </summary>
public sealed class GateCaseTests
{
    [Fact]
    public void Case67_600_gates_of_a_run_against_its_like_raise_at_most_one_alarm()
    {
        int alarms = Verdicts(600, seed: 67).Count(v => v.Any(c => c.Verdict == ComparisonVerdict.Regressed));

        Assert.InRange(alarms, 0, 1);
    }

    [Fact]
    public void Case67_200_gates_of_a_run_whose_client_takes_5_percent_more_CPU_let_at_most_4_pass()
    {
        FigureComparison[] slowed = [.. Verdicts(200, seed: 167, slowdown: 0.05).Select(v => v.Single(IsSlowed))];

        Assert.InRange(slowed.Count(c => c.Verdict == ComparisonVerdict.Equivalent), 0, 4);
        // Most are not only not let pass: the cell and the figure are named.
        Assert.InRange(slowed.Count(c => c.Verdict == ComparisonVerdict.Regressed), 100, 200);
    }

    [Fact]
    public void Case67_four_in_five_gates_of_a_run_against_its_like_are_sure_that_nothing_changed()
    {
        int passes = Verdicts(200, seed: 267).Count(v => v.All(c => c.Verdict == ComparisonVerdict.Equivalent));

        Assert.InRange(passes, 160, 200);
    }

    private static IEnumerable<IReadOnlyList<FigureComparison>> Verdicts(int gates, ulong seed, double slowdown = 0)
    {
        var runs = new SimulatedRun(seed);
        ComparisonTerms terms = GateRules.Default.Terms();
        for (int i = 0; i < gates; i++)
        {
            RunRecord baseline = runs.Next(GateRules.Default.Rounds);
            RunRecord run = runs.Next(GateRules.Default.Rounds, slowdown);
            yield return Comparison.Of([.. baseline.Cells.Zip(run.Cells, (a, b) => new CellPair(b.Id, a, b, IsInterleaved: false))], terms);
        }
    }

    private static bool IsSlowed(FigureComparison one) => one.Cell.Contains("messagepack", StringComparison.Ordinal) && one.Figure == "client.cpu";
}
