using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Laboratories;

/// <summary>What a registry is asked when it comes back without its data.</summary>
internal static class RegistryRestart
{
    private const string Fault = "restart directory";
    private const double TickMs = 100;
    private const double FirstMs = 1_000;

    private static readonly (string Name, Func<DirectoryTick, int> Of)[] Operations =
    [
        ("registrations", t => t.Registrations),
        ("renewals", t => t.Renewals),
        ("reads of the list", t => t.Reads),
        ("waits for changes", t => t.Watches),
    ];

    /// <summary>Whether a cell has it on its schedule.</summary>
    public static bool WasPlanned(CellRecord cell) => cell.Options.Faults?.Any(f => f.EndsWith(Fault, StringComparison.Ordinal)) == true;

    /// <summary>The operations before and after.</summary>
    public static LaboratoryTable TableOf(CellRecord cell) => new(
        $"What the registry is asked before and after it lost its data ({cell.Options.Providers ?? 1} providers, {cell.Options.Consumers ?? 1} consumers)",
        ["operation", "before, per second", "first second after", "busiest 100 ms after"],
        [
            .. Operations.Select(o => (string[])
            [
                o.Name,
                cell.Over(r => BeforePerSecond(r, o.Of)).Text(Unit.Count),
                cell.Over(r => Sum(After(r)?.TakeWhile(t => t.AtMs < BackMs(r) + FirstMs), o.Of)).Text(Unit.Count),
                cell.Over(r => After(r)?.Select(t => (double?)o.Of(t)).DefaultIfEmpty(0).Max()).Text(Unit.Count),
            ]),
        ]);

    /// <summary>What follows from them.</summary>
    public static IEnumerable<string> Judge(CellRecord cell)
    {
        FaultInfo? happened = cell.Rounds.SelectMany(r => r.Faults ?? []).FirstOrDefault(f => f.Fault == Fault);
        if (happened?.BackMs is null)
        {
            yield return $"The registry's restart was not measured: {happened?.Did ?? "the window ended before"}.";
            yield break;
        }
        Estimate? before = cell.Over(r => BeforePerSecond(r, All));
        Estimate? busiest = cell.Over(r => After(r)?.Select(t => (double?)All(t)).DefaultIfEmpty(0).Max());
        Estimate? known = cell.Over(KnownAgainNs);
        Estimate? failed = cell.Over(r => r.Counts.Started - r.Counts.Ok);
        if (before is { Median: > 0 } steady && busiest is { } peak)
        {
            yield return $"A registry that lost its data is asked {Quantity.Count(Math.Round(peak.Median))} times in its busiest 100 ms, "
                + $"{Quantity.Times(peak.Median * (1_000 / TickMs) / steady.Median)} its steady rate{(known is { } again ? $", and knows every provider again after {again.Full(Unit.Nanoseconds)}" : "")}. "
                + (failed is { Median: 0 } ? "No call fails meanwhile." : $"Calls that fail meanwhile: {failed.Text(Unit.Count)}.");
        }
    }

    private static double? BeforePerSecond(RoundRecord round, Func<DirectoryTick, int> of) => HappenedIn(round) is { AtMs: > 0 } fault && round.Directory?.Ticks is { } ticks
        ? Sum(ticks.Where(t => t.AtMs + TickMs <= fault.AtMs), of) / (Math.Floor(fault.AtMs / TickMs) * TickMs / 1_000)
        : null;

    /// <summary>From when it is back to when the last of its providers has registered again, ns.</summary>
    private static double? KnownAgainNs(RoundRecord round) =>
        After(round)?.LastOrDefault(t => t.Registrations > 0) is { } last ? Math.Max(0, last.AtMs + TickMs - BackMs(round)) * 1e6 : null;

    private static IEnumerable<DirectoryTick>? After(RoundRecord round) => HappenedIn(round)?.BackMs is double backMs ? round.Directory?.Ticks?.Where(t => t.AtMs + TickMs > backMs) : null;

    private static double BackMs(RoundRecord round) => HappenedIn(round)!.BackMs!.Value;

    private static FaultInfo? HappenedIn(RoundRecord round) => round.Faults?.FirstOrDefault(f => f.Fault == Fault);

    private static int All(DirectoryTick tick) => Operations.Sum(o => o.Of(tick));

    private static double? Sum(IEnumerable<DirectoryTick>? ticks, Func<DirectoryTick, int> of) => ticks?.Sum(t => (double)of(t));
}
