using Bench.Harness.Record;
using Bench.Results.Laboratories;

namespace Bench.Tests.Results.Laboratories;

public sealed class RatiosTests
{
    [Fact]
    public void The_faster_rival_counts_and_bars_that_do_not_hold_are_said() => Golden.Matches(
        "tests/results/golden/ratios.txt",
        CannedRuns.Text(
            new Ratios(),
            Cell("call", "multiplexed", "messagepack", "closed:16", perSecond: 200_000, p99Ms: 0.2, cpuUs: 6),
            Cell("grpc", "grpc", "protobuf", "closed:16", perSecond: 20_000, p99Ms: 2, cpuUs: 60),
            Cell("grpc", "grpc-native", "protobuf", "closed:16", perSecond: 25_000, p99Ms: 0.9, cpuUs: 60),
            Cell("shared", "multiplexed", "bytes", "closed:64", perSecond: 900_000, p99Ms: 0.2, cpuUs: 2),
            Cell("shared", "floor-pipelined", "bytes", "closed:64", perSecond: 2_000_000, p99Ms: 0.1, cpuUs: 1),
            Cell("shared", "floor-polling", "bytes", "closed:64", perSecond: 3_000_000, p99Ms: 0.1, cpuUs: 1),
            Cell("per-call", "per-call", "bytes", "closed:1", perSecond: 8_000, p99Ms: 0.2, cpuUs: 60),
            Cell("per-call", "floor-connect", "bytes", "closed:1", perSecond: 10_000, p99Ms: 0.2, cpuUs: 60),
            Cell("per-call", "floor-connect-events", "bytes", "closed:1", perSecond: 8_000, p99Ms: 0.2, cpuUs: 60)));

    [Fact]
    public void Rounds_are_compared_with_their_like_not_medians_with_medians()
    {
        RoundRecord[] falling = [.. Rounds(100_000, 0.1, 1).Select((r, i) => r with { ThroughputPerSecond = 100_000 / (i + 1) })];
        RoundRecord[] alike = [.. falling.Select(r => r with { ThroughputPerSecond = r.ThroughputPerSecond / 4 })];

        string said = CannedRuns.Text(new Ratios(), Of("call", "multiplexed", "messagepack", "closed:1", falling), Of("streamjsonrpc", "streamjsonrpc", "messagepack", "closed:1", alike));

        Assert.Contains("| 4.0× | 2.5× |", said, StringComparison.Ordinal);
        Assert.Contains("All 1 bars hold", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_two_to_compare_nothing_is_answered() => Assert.Contains(
        "nothing to answer from", CannedRuns.Text(new Ratios(), Cell("call", "multiplexed", "messagepack", "closed:1", 1, 1, 1)), StringComparison.Ordinal);

    private static CellRecord Cell(string variant, string transport, string codec, string load, double perSecond, double p99Ms, double cpuUs) =>
        Of(variant, transport, codec, load, Rounds(perSecond, p99Ms, cpuUs));

    private static RoundRecord[] Rounds(double perSecond, double p99Ms, double cpuUs) => CannedRuns.Rounds(noise => CannedRuns.Round(p99Ms: p99Ms * noise) with
    {
        ThroughputPerSecond = perSecond * noise,
        Client = new ProcessFigures<double> { CpuNsPerCall = cpuUs * noise * 500 },
        Server = new ProcessFigures<double> { CpuNsPerCall = cpuUs * noise * 500 },
    });

    private static CellRecord Of(string variant, string transport, string codec, string load, RoundRecord[] rounds)
    {
        CellRecord cell = CannedRuns.Cell(variant, new CellOptions(), rounds);
        return cell with { Id = $"{variant}/{transport}/{codec}/{load}", Transport = transport, Codec = codec, Load = cell.Load with { Text = load } };
    }
}
