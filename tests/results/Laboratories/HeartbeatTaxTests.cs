using Bench.Harness.Record;
using Bench.Results.Laboratories;

namespace Bench.Tests.Results.Laboratories;

public sealed class HeartbeatTaxTests
{
    [Fact]
    public void Taxes_are_differences_that_are_proven_and_peers_gone_are_noticed_or_not() => Golden.Matches(
        "tests/results/golden/heartbeat-tax.txt",
        CannedRuns.Text(
            new HeartbeatTax(),
            Idle(1, null, bytesPerSecond: 2_000, cpuMs: 1, memoryMiB: 100),
            Idle(1, 1_000, bytesPerSecond: 2_000, cpuMs: 1, memoryMiB: 100),
            Idle(1_000, null, bytesPerSecond: 2_000, cpuMs: 1, memoryMiB: 150),
            Idle(1_000, 1_000, bytesPerSecond: 50_000, cpuMs: 1.01, memoryMiB: 150),
            Idle(1_000, 250, bytesPerSecond: 194_000, cpuMs: 6, memoryMiB: 150),
            Gone(null, null),
            Gone(1_000, 4_100),
            Gone(250, 1_050)));

    [Fact]
    public void A_window_that_ended_before_the_peer_was_gone_says_so()
    {
        CellRecord cell = Gone(250, null);
        string text = CannedRuns.Text(new HeartbeatTax(), cell with { Rounds = [.. cell.Rounds.Select(r => r with { Faults = null })] });
        Assert.Contains("was not measured: the windows ended before it was gone", text, StringComparison.Ordinal);
        Assert.Contains("250ms | 10 | – | – | – | –", text, StringComparison.Ordinal);
    }

    private static CellRecord Idle(int connections, double? heartbeatMs, double bytesPerSecond, double cpuMs, double memoryMiB) => CannedRuns.Cell(
        $"{connections} every {heartbeatMs} ms",
        new CellOptions { Connections = connections, HeartbeatMs = heartbeatMs, Preconnect = true },
        CannedRuns.Rounds(noise => CannedRuns.Round() with
        {
            ThroughputPerSecond = 20,
            Wire = new WireFigures<double> { BytesPerSecond = bytesPerSecond * noise },
            Client = new ProcessFigures<double> { CpuNsPerCall = cpuMs * noise * 0.5e6, WorkingSetBytes = memoryMiB * noise * (1 << 19) },
            Server = new ProcessFigures<double> { CpuNsPerCall = cpuMs * noise * 0.5e6, WorkingSetBytes = memoryMiB * noise * (1 << 19) },
        }));

    private static CellRecord Gone(double? heartbeatMs, double? noticedMs) => CannedRuns.Cell(
        $"half-open {heartbeatMs}",
        new CellOptions { Connections = 10, HeartbeatMs = heartbeatMs, Faults = ["at 500ms half-open"] },
        CannedRuns.Rounds(noise => CannedRuns.Round() with
        {
            Faults = [new FaultInfo(500, "half-open", "10 connections met")],
            Lost = noticedMs is double ms ? new ConnectionLoss(10, 500 + (ms * noise * 0.9), 500 + (ms * noise)) : null,
        }));
}
