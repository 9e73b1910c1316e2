using Bench.Harness.Record;
using Bench.Results;
using Bench.Results.Laboratories;

namespace Bench.Tests.Results.Laboratories;

public sealed class ChurnTests
{
    [Fact]
    public void The_limit_is_shown_with_its_remedy_and_what_avoids_it() => Golden.Matches(
        "tests/results/golden/churn.txt",
        CannedRuns.Text(
            new Churn(),
            Cell("per-call", null, okPerSecond: 4_000, exhausted: 0, opened: 4_000),
            Cell("per-call", 1_000, okPerSecond: 1_000, exhausted: 3_000, opened: 1_000),
            Cell("per-call+tcp-reset", 1_000, okPerSecond: 4_100, exhausted: 0, opened: 4_100),
            Cell("pooled", 1_000, okPerSecond: 20_000, exhausted: 0, opened: 0),
            Cell("per-call+unix", null, okPerSecond: 6_000, exhausted: 0, opened: 6_000)));

    [Fact]
    public void A_limit_that_was_not_reached_is_said_not_to_be()
    {
        string text = CannedRuns.Text(new Churn(), Cell("per-call", null, okPerSecond: 4_000, exhausted: 0, opened: 4_000));
        Assert.Contains("the limit was not reached", text, StringComparison.Ordinal);
        Assert.Contains("14.2 % of that", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "are enough for 471 connections/s")]
    [InlineData(null, "as far as is known")]
    public void The_budget_follows_the_machine(int? reuse, string words)
    {
        RunRecord run = SampleRun.Complete([Cell("per-call", null, okPerSecond: 400, exhausted: 0, opened: 400)]);
        run = run with { Environment = run.Environment with { Ports = new PortBudget(32_768, 60_999, reuse) } };
        Assert.Contains(words, string.Join('\n', new Churn().Of(run).Sentences), StringComparison.Ordinal);
    }

    private static CellRecord Cell(string transport, int? ports, double okPerSecond, int exhausted, int opened) => CannedRuns.Cell(
        $"{ports?.ToString() ?? "all"} ports",
        new CellOptions { Ports = ports, BudgetNote = transport.StartsWith("per-call", StringComparison.Ordinal) ? "opens a connection per call" : null },
        CannedRuns.Rounds(noise => CannedRuns.Round(calls: 4_000).Failing(exhausted, "port-exhausted") with
        {
            ThroughputPerSecond = okPerSecond * noise,
            GoodputPerSecond = okPerSecond * noise,
            ErrorMessages = exhausted > 0 ? new Dictionary<string, string> { ["port-exhausted"] = "no free local port; use 'pooled' or 'multiplexed'" } : null,
            Connections = new ConnectionFigures<double> { TimeWait = 900 },
            Timeline = [new TimelineSecond(0, 4_000 - exhausted, exhausted, 3.9e7, 1e6, opened > 0 ? opened : null)],
        })) with
    { Transport = transport };
}
