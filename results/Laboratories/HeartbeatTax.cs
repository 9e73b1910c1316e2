using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Laboratories;

/// <summary>What heartbeats cost idle connections, per interval and number of connections, beside the time to notice that a peer is gone.</summary>
public sealed class HeartbeatTax : ILaboratory
{
    private const string HalfOpen = "half-open";

    /// <inheritdoc/>
    public string Name => "heartbeat-tax";

    /// <inheritdoc/>
    public string Summary => "what do heartbeats cost an idle connection, and how soon do they find a peer that is gone?";

    /// <inheritdoc/>
    public LaboratoryAnswer Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        IdleConnections[] idle = [.. run.Cells.Where(c => c.Options is { Connections: not null, Faults: null }).Select(c => new IdleConnections(c))];
        CellRecord[] halfOpen = [.. run.Cells.Where(c => c.Options.Faults?.Any(f => f.EndsWith(HalfOpen, StringComparison.Ordinal)) == true)];
        LaboratoryTable[] tables =
        [
            .. idle.Length == 0 ? Array.Empty<LaboratoryTable>() :
            [
                new LaboratoryTable(
                    "What idle connections cost, client and server together",
                    ["connections", "heartbeat", "bytes/s", "CPU of a core", "bytes/s each", "CPU each", "memory each"],
                    [.. idle.Select(i => i.Fields(i.Without(idle), i.Single(idle)))]),
            ],
            .. halfOpen.Length == 0 ? Array.Empty<LaboratoryTable>() :
            [
                new LaboratoryTable(
                    "Connections whose peer is gone without a word",
                    ["heartbeat", "connections", "noticed", "first after", "last after", "calls timed out"],
                    [.. halfOpen.Select(NoticedFields)]),
            ],
        ];
        string[] sentences = [.. Tax(idle), .. Memory(idle), .. Noticed(halfOpen), .. LaboratoryFigures.Reservations(run)];
        return new LaboratoryAnswer(tables, tables.Length > 0 ? sentences : ["No cell shares a fixed number of connections: nothing to answer from."]);
    }

    /// <summary>What each interval costs where there are most connections: there it is largest, and so told from noise.</summary>
    private static IEnumerable<string> Tax(IdleConnections[] idle)
    {
        int most = idle.Select(i => i.Count).DefaultIfEmpty().Max();
        string[] costs = [.. idle.Where(i => i.Count == most && i.IntervalMs is not null)
            .Select(i => (Beating: i, Without: i.Without(idle)))
            .Where(i => i.Without is not null && i.Beating.CpuShare is not null && i.Without.CpuShare is not null)
            .Select(i => $"every {i.Beating.Interval}, {Quantity.Text(i.Beating.BytesEach(i.Without), Unit.Bytes)}/s and {CpuEach(i.Beating, i.Without!)}")];
        if (costs.Length > 0)
        {
            yield return $"Heartbeats cost each of {Quantity.Count(most)} idle connections: {string.Join("; ", costs)}.";
        }
    }

    private static string CpuEach(IdleConnections beating, IdleConnections without) => beating.CpuShare!.Value.Ties(without.CpuShare!.Value)
        ? "no CPU time that could be told from none"
        : $"{Quantity.Text(beating.CpuNsEach(without), Unit.Nanoseconds)} of CPU time a second";

    private static IEnumerable<string> Memory(IdleConnections[] idle)
    {
        IdleConnections? most = idle.Where(i => i.MemoryEach(i.Single(idle)) is not null).MaxBy(i => i.Count);
        if (most is not null)
        {
            yield return $"An idle connection holds {Quantity.Text(most.MemoryEach(most.Single(idle)), Unit.Bytes)} of memory, client and server together.";
        }
    }

    private static IEnumerable<string> Noticed(CellRecord[] cells)
    {
        string[] noticed = [.. cells.Select(c => (Cell: c, Last: c.Over(r => SinceFaultNs(r, l => l.LastMs)))).Where(c => c.Last is not null)
            .Select(c => $"every {new IdleConnections(c.Cell).Interval}, within {c.Last!.Value.Full(Unit.Nanoseconds)}")];
        string[] unnoticed = [.. cells.Where(c => c.IsSound() && c.Rounds.All(r => r.Lost is null) && c.Rounds.Any(r => HappenedIn(r) is not null))
            .Select(c => c.Options.HeartbeatMs is null ? "without heartbeats" : $"every {new IdleConnections(c).Interval}")];
        if (noticed.Length > 0)
        {
            yield return $"Heartbeats find all peers that are gone: {string.Join("; ", noticed)}.";
        }
        if (unnoticed.Length > 0)
        {
            yield return $"Not noticed to the end of the window: {string.Join(", ", unnoticed)}.";
        }
        if (cells.Length > 0 && cells.All(c => c.Rounds.All(r => HappenedIn(r) is null)))
        {
            yield return "How soon a peer is missed was not measured: the windows ended before it was gone.";
        }
    }

    private static string[] NoticedFields(CellRecord cell) =>
    [
        new IdleConnections(cell).Interval,
        Quantity.Count(cell.Options.Connections ?? 0),
        cell.Over(r => HappenedIn(r) is null ? null : r.Lost?.Connections ?? 0).Text(Unit.Count),
        cell.Over(r => SinceFaultNs(r, l => l.FirstMs)).Text(Unit.Nanoseconds),
        cell.Over(r => SinceFaultNs(r, l => l.LastMs)).Text(Unit.Nanoseconds),
        cell.Over(r => HappenedIn(r) is null ? null : r.Counts.Timeout).Text(Unit.Count),
    ];

    private static double? SinceFaultNs(RoundRecord round, Func<ConnectionLoss, double> of) =>
        HappenedIn(round) is { } fault && round.Lost is { } lost ? Math.Max(0, of(lost) - fault.AtMs) * 1e6 : null;

    private static FaultInfo? HappenedIn(RoundRecord round) => round.Faults?.FirstOrDefault(f => f.Fault == HalfOpen);
}
