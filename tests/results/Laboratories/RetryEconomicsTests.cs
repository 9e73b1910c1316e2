using Bench.Harness.Record;
using Bench.Results.Laboratories;

namespace Bench.Tests.Results.Laboratories;

public sealed class RetryEconomicsTests
{
    [Fact]
    public void Gains_and_costs_are_named_per_kind_of_client() => Golden.Matches(
        "tests/results/golden/retry-economics.txt",
        CannedRuns.Text(
            new RetryEconomics(),
            Cell("5 % one", "at 0s fail 5%", 1, null, failed: 200, retries: 0, p99Ms: 1),
            Cell("5 % budget", "at 0s fail 5%", 3, 0.1, failed: 1, retries: 205, p99Ms: 9),
            Cell("5 % no budget", "at 0s fail 5%", 3, null, failed: 1, retries: 206, p99Ms: 9.01),
            Cell("1 % one", "at 0s fail 1%", 1, null, failed: 40, retries: 0, p99Ms: 1),
            Cell("storm one", "at 1s fail 100% for 2s", 1, null, failed: 2_000, retries: 0, p99Ms: 1),
            Cell("storm budget", "at 1s fail 100% for 2s", 3, 0.1, failed: 2_000, retries: 5, p99Ms: 1),
            Cell("storm no budget", "at 1s fail 100% for 2s", 3, null, failed: 1_990, retries: 3_980, p99Ms: 30)));

    [Fact]
    public void Without_failures_it_says_that_there_is_nothing_to_answer_from() =>
        Assert.Contains("nothing to answer from", CannedRuns.Text(new RetryEconomics(), CannedRuns.Cell("none", new CellOptions(), CannedRuns.Round())), StringComparison.Ordinal);

    [Fact]
    public void A_fault_that_never_came_costs_nothing_and_an_invalid_cell_says_nothing()
    {
        RoundRecord early = CannedRuns.Round();
        CellRecord broken = Cell("broken", "at 0s fail 5%", 3, 0.1, failed: 1, retries: 200, p99Ms: 9);
        broken = broken with { Rounds = [.. broken.Rounds.Select(r => r with { Counts = r.Counts with { Ok = 1 } })] };

        string text = CannedRuns.Text(
            new RetryEconomics(),
            CannedRuns.Cell("early", new CellOptions { Faults = ["at 1s fail 100% for 2s"], Attempts = 3 }, early),
            Cell("5 % one", "at 0s fail 5%", 1, null, failed: 200, retries: 0, p99Ms: 1),
            broken);

        Assert.Contains("all fail for 2s | 3, no budget | 0 % | 1.00 k/s | – |", text.Replace("0.00 %", "0 %", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Nothing is concluded from broken (invalid or unfinished).", text, StringComparison.Ordinal);
        Assert.DoesNotContain("bring the failed calls", text, StringComparison.Ordinal);
    }

    private static CellRecord Cell(string variant, string fault, int attempts, double? budget, long failed, long retries, double p99Ms) => CannedRuns.Cell(
        variant,
        new CellOptions { Faults = [fault], Attempts = attempts > 1 ? attempts : null, RetryBudget = budget },
        CannedRuns.Rounds(noise => CannedRuns.Round(p99Ms: p99Ms * noise).Failing(failed) with
        {
            Faults = [new FaultInfo(12, fault)],
            Counts = new CallCounts
            {
                Scheduled = 4_000,
                Started = 4_000,
                Ok = 4_000 - failed,
                Error = failed,
                Attempts = 4_000 + retries,
                Retries = retries > 0 ? retries : null,
            },
        }));
}
