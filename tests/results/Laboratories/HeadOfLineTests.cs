using Bench.Harness.Record;
using Bench.Results.Laboratories;

namespace Bench.Tests.Results.Laboratories;

public sealed class HeadOfLineTests
{
    [Fact]
    public void Small_calls_are_compared_with_and_without_large_ones_per_link_and_way() => Golden.Matches(
        "tests/results/golden/head-of-line.txt",
        CannedRuns.Text(
            new HeadOfLine(),
            Cell("pooled", 4, "loopback", large: 0, smallMs: 1),
            Cell("multiplexed", 4, "loopback", large: 0, smallMs: 1),
            Cell("pooled", 4, "loopback", large: 5, smallMs: 1.01),
            Cell("multiplexed", 4, "loopback", large: 5, smallMs: 1.02),
            Cell("pooled", 4, "bandwidth=100mbit", large: 0, smallMs: 1),
            Cell("multiplexed", 4, "bandwidth=100mbit", large: 0, smallMs: 1),
            Cell("multiplexed", 1, "bandwidth=100mbit", large: 0, smallMs: 1),
            Cell("pooled", 4, "bandwidth=100mbit", large: 5, smallMs: 2),
            Cell("multiplexed", 4, "bandwidth=100mbit", large: 5, smallMs: 4),
            Cell("multiplexed", 1, "bandwidth=100mbit", large: 5, smallMs: 8)));

    [Fact]
    public void Shares_come_from_the_counts_where_the_weights_are_the_scenarios_own()
    {
        CellRecord cell = Cell("pooled", 4, "loopback", large: 5, smallMs: 1);
        string text = CannedRuns.Text(new HeadOfLine(), cell with { Options = cell.Options with { Weights = null } });
        Assert.Contains("loopback | 5 % | 4 pooled | 100 µs | 1.00 ms | – | 20.0 ms", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_of_one_method_gives_nothing_to_answer_from() =>
        Assert.Contains("nothing to answer from", CannedRuns.Text(new HeadOfLine(), CannedRuns.Cell("one", new CellOptions(), CannedRuns.Round())), StringComparison.Ordinal);

    private static CellRecord Cell(string transport, int connections, string link, int large, double smallMs) => CannedRuns.Cell(
        $"{link} {large} %",
        new CellOptions
        {
            Pool = transport == "pooled" ? connections : null,
            Connections = transport == "pooled" ? null : connections,
            Weights = large == 0 ? new Dictionary<string, int> { ["Small"] = 1 } : new Dictionary<string, int> { ["Small"] = 100 - large, ["Large"] = large },
        },
        CannedRuns.Rounds(noise => CannedRuns.Round(p99Ms: smallMs * noise) with
        {
            Methods = large == 0 ? null :
            [
                new MethodRound("Large", 40 * large, 0, new Percentiles<double> { P50Ns = 5e6, P99Ns = 20e6 }),
                new MethodRound("Small", 40 * (100 - large), 0, new Percentiles<double> { P50Ns = 1e5, P99Ns = smallMs * noise * 1e6 }),
            ],
        })) with
    {
        Transport = transport,
        Link = link,
        Payloads = [new PayloadInfo("Small", 50, 50), new PayloadInfo("Large", 25, 40_000)],
    };
}
