using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Laboratories;

/// <summary>Connections per second against the local ports there are for them.</summary>
public sealed class Churn : ILaboratory
{
    private const string Exhausted = "port-exhausted";

    // With tcp_tw_reuse; without it the kernel keeps a closed connection's port for a minute.
    private const double ReusedAfterSeconds = 1;
    private const double FreedAfterSeconds = 60;

    /// <inheritdoc/>
    public string Name => "churn";

    /// <inheritdoc/>
    public string Summary => "how does the limit of local ports show to a connection per call, and what avoids it?";

    /// <inheritdoc/>
    public LaboratoryAnswer Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var table = new LaboratoryTable(
            "Calls and connections at full rate",
            ["transport", "ports", "ok/s", "connections/s", Exhausted, "p50", "p99"],
            [.. run.Cells.Select(c => Fields(c, run))]);
        CellRecord[] exhausted = [.. run.Cells.Where(c => c.IsSound() && ExhaustedIn(c) is { Median: > 0 })];
        string[] sentences =
        [
            .. exhausted.Select(Shown),
            .. Avoided(run, exhausted),
            .. run.Cells.Where(c => c.IsSound() && IsPerCall(c) && HasPorts(c) && c.Options.Ports is null).Select(c => Budget(c, run)),
            .. LaboratoryFigures.Reservations(run),
        ];
        return new LaboratoryAnswer([table, .. exhausted.Take(1).Select(BySecond)], sentences);
    }

    private static string[] Fields(CellRecord cell, RunRecord run) =>
    [
        cell.Transport,
        !HasPorts(cell) ? "none" : Quantity.Text(cell.Options.Ports ?? PortsOf(run), Unit.Count),
        cell.Figure("goodput").Text(Unit.PerSecond),
        OpenedPerSecond(cell).Text(Unit.PerSecond),
        ExhaustedIn(cell).Text(Unit.Share),
        cell.Figure("response.p50").Text(Unit.Nanoseconds),
        cell.Figure("response.p99").Text(Unit.Nanoseconds),
    ];

    private static LaboratoryTable BySecond(CellRecord cell) => new(
        $"How the limit shows: {cell.Transport} on {Quantity.Count(cell.Options.Ports ?? 0)} ports, second by second",
        ["second", "connections", "ok", "failed", "slowest"],
        [
            .. (Statistics.Summary.Finished(cell.Rounds)[0].Timeline ?? []).Select(s => (string[])
            [
                Quantity.Count(s.Second), Quantity.Text(s.Opened, Unit.Count), Quantity.Count(s.Ok), Quantity.Count(s.Failed), Quantity.Text(s.MaxNs, Unit.Nanoseconds),
            ]),
        ]);

    private static string Shown(CellRecord cell)
    {
        string? message = cell.Rounds.Select(r => r.ErrorMessages?.GetValueOrDefault(Exhausted)).FirstOrDefault(m => m is not null);
        return $"{cell.Transport} on {Quantity.Count(cell.Options.Ports ?? 0)} ports: {ExhaustedIn(cell).Text(Unit.Share)} of the calls fail as {Exhausted}"
            + $", and {Connections(OpenedPerSecond(cell)!.Value.Median)} are opened{(message is null ? "" : $". They are told: {message}")}.";
    }

    /// <summary>What was not short of ports, as the best of what was measured.</summary>
    private static IEnumerable<string> Avoided(RunRecord run, CellRecord[] exhausted)
    {
        if (exhausted.Length == 0)
        {
            yield return $"No call failed as {Exhausted}: the limit was not reached.";
            yield break;
        }
        (CellRecord Cell, Estimate Rate)[] others =
        [
            .. run.Cells.Where(c => c.IsSound() && (c.Options.Ports is not null || !HasPorts(c)) && ExhaustedIn(c) is { Median: 0 })
                .Select(c => (c, Rate: c.Figure("goodput")))
                .Where(c => c.Rate is not null)
                .Select(c => (c.c, c.Rate!.Value))
                .OrderByDescending(c => c.Value.Median),
        ];
        yield return others.Length == 0
            ? "Nothing that was measured avoids it."
            : $"It is avoided by {string.Join(", ", others.Select(o => $"{o.Cell.Transport} ({o.Rate.Full(Unit.PerSecond)})"))}.";
    }

    private static string Budget(CellRecord cell, RunRecord run)
    {
        if (run.Environment.Ports is not { } ports || OpenedPerSecond(cell) is not { } opened)
        {
            return $"{cell.Transport} on all ports: the machine does not tell how many there are.";
        }
        double perSecond = PortsOf(run)!.Value / (ports.TimeWaitReuse is 1 or 2 ? ReusedAfterSeconds : FreedAfterSeconds);
        string freed = ports.TimeWaitReuse switch
        {
            1 or 2 => $"taken again after about a second (tcp_tw_reuse={ports.TimeWaitReuse})",
            0 => "free again after a minute (tcp_tw_reuse=0)",
            _ => "free again after a minute as far as is known",
        };
        return $"All {Quantity.Count(PortsOf(run)!.Value)} ports of this machine ({ports.First} to {ports.Last}), {freed}, are enough for {Connections(perSecond)} to one server; "
            + $"{cell.Transport} opened {Connections(opened.Median)}, {Quantity.Share(opened.Median / perSecond)} of that, and left {cell.Figure("connections.time-wait").Text(Unit.Count)} sockets of the machine in TIME_WAIT.";
    }

    private static string Connections(double perSecond) => $"{Quantity.Count(Quantity.Round3(perSecond))} connections/s";

    private static double? PortsOf(RunRecord run) => run.Environment.Ports is { } ports ? ports.Last - ports.First + 1 : null;

    private static bool IsPerCall(CellRecord cell) => cell.Options.BudgetNote is not null;

    private static bool HasPorts(CellRecord cell) => !cell.Transport.EndsWith("+unix", StringComparison.Ordinal) && !cell.Transport.EndsWith("+memory", StringComparison.Ordinal);

    private static Estimate? OpenedPerSecond(CellRecord cell) =>
        cell.Over(r => r.WindowMs > 0 ? (r.Timeline?.Sum(s => s.Opened ?? 0) ?? 0) / (r.WindowMs / 1e3) : null);

    private static Estimate? ExhaustedIn(CellRecord cell) =>
        cell.Over(r => r.Counts.Started == 0 ? null : r.Errors.GetValueOrDefault(Exhausted) / (double)r.Counts.Started);
}
