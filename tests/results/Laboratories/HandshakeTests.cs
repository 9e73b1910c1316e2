using Bench.Harness.Record;
using Bench.Results.Laboratories;

namespace Bench.Tests.Results.Laboratories;

public sealed class HandshakeTests
{
    [Fact]
    public void Reuse_is_worth_what_the_medians_differ_by_and_ties_are_said() => Golden.Matches(
        "tests/results/golden/handshake.txt",
        CannedRuns.Text(
            new Handshake(),
            Cell("per-call", "loopback", p50Ms: 0.2, cpuMs: 0.3),
            Cell("pooled", "loopback", p50Ms: 0.1, cpuMs: 0.1),
            Cell("per-call+tls", "loopback", p50Ms: 2, cpuMs: 2),
            Cell("pooled+tls", "loopback", p50Ms: 0.12, cpuMs: 0.11),
            Cell("per-call+tls-resumed", "loopback", p50Ms: 1, cpuMs: 1),
            Cell("pooled+tls-resumed", "loopback", p50Ms: 0.12, cpuMs: 0.11),
            Cell("per-call+unix", "loopback", p50Ms: 0.1, cpuMs: 0.1),
            Cell("pooled+unix", "loopback", p50Ms: 0.1, cpuMs: 0.1),
            Cell("per-call+tls", "wan", p50Ms: 122, cpuMs: 2),
            Cell("pooled+tls", "wan", p50Ms: 40, cpuMs: 0.11),
            Cell("per-call+tls-resumed", "wan", p50Ms: 121, cpuMs: 1),
            Cell("pooled+tls-resumed", "wan", p50Ms: 40, cpuMs: 0.11)));

    [Fact]
    public void One_of_two_is_nothing_to_compare() => Assert.Contains(
        "nothing to answer from", CannedRuns.Text(new Handshake(), Cell("per-call", "loopback", 0.2, 0.3), Cell("pooled", "wan", 40, 0.1)), StringComparison.Ordinal);

    private static CellRecord Cell(string transport, string link, double p50Ms, double cpuMs) => CannedRuns.Cell(
        link,
        new CellOptions { BudgetNote = transport.StartsWith("per-call", StringComparison.Ordinal) ? "opens a connection per call" : null },
        CannedRuns.Rounds(noise => CannedRuns.Round(p50Ms: p50Ms * noise) with
        {
            Client = new ProcessFigures<double> { CpuNsPerCall = cpuMs * noise * 0.5e6 },
            Server = new ProcessFigures<double> { CpuNsPerCall = cpuMs * noise * 0.5e6 },
        })) with
    { Transport = transport, Link = link };
}
