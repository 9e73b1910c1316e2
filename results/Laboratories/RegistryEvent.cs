using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Laboratories;

/// <summary>Something that happens to a provider, and how it shows at the consumers of its registry.</summary>
/// <param name="Name">From what to what, e.g. <c>crash → removed</c>.</param>
/// <param name="Verb">The fault's first word.</param>
/// <param name="Words">What consumers learn, for sentences.</param>
/// <param name="Comes">Whether the provider is there afterwards.</param>
internal sealed record RegistryEvent(string Name, string Verb, string Words, bool Comes)
{
    /// <summary>Every event.</summary>
    public static IReadOnlyList<RegistryEvent> All { get; } =
    [
        new("register → visible", "restart", "a provider that registers is seen", Comes: true),
        new("crash → removed", "kill", "a crashed provider is gone", Comes: false),
        new("deregister → removed", "stop", "a provider that deregisters is gone", Comes: false),
    ];

    /// <summary>Whether a cell has it on its schedule.</summary>
    public bool WasPlanned(CellRecord cell) => cell.Options.Faults?.Any(f => f.Contains($" {Verb} provider ", StringComparison.Ordinal)) == true;

    /// <summary>A row of the table.</summary>
    public string[] Fields(CellRecord cell) =>
    [
        Name,
        Quantity.Count(Consumers(cell)),
        cell.Over(r => SeenIn(r)?.FirstNs).Text(Unit.Nanoseconds),
        cell.Over(r => SeenIn(r)?.LastNs).Text(Unit.Nanoseconds),
        cell.Over(r => LostIn(r)).Text(Unit.Count),
        cell.Over(r => LostShareIn(r, cell)).Text(Unit.Share),
    ];

    /// <summary>What the cells that differ in their consumers say.</summary>
    public IEnumerable<string> Judge(CellRecord[] cells)
    {
        (CellRecord Cell, Estimate Last)[] measured = [.. cells.Select(c => (c, Last: c.Over(r => SeenIn(r)?.LastNs))).Where(c => c.Last is not null).Select(c => (c.c, c.Last!.Value))];
        if (measured.Length == 0)
        {
            yield return $"{Name}: not measured, as it did not happen within the windows.";
            yield break;
        }
        (CellRecord few, Estimate fewest) = measured.MinBy(c => Consumers(c.Cell));
        (CellRecord many, Estimate most) = measured.MaxBy(c => Consumers(c.Cell));
        string fanOut = few == many ? At(few, fewest) : $"{At(few, fewest)}, {At(many, most)}{(fewest.Ties(most) ? ", which is no provable difference" : "")}";
        double[] lost = [.. cells.Select(c => c.Over(r => LostIn(r))).OfType<Estimate>().Select(e => e.Median)];
        string loss = lost.Length == 0 ? "" : lost.Max() == 0 ? " No call is lost meanwhile." : $" Calls lost meanwhile: {Range(lost)}.";
        yield return $"Until {Words}: {fanOut}.{loss}";
    }

    private static int Consumers(CellRecord cell) => cell.Rounds.Select(r => r.Directory?.Consumers).FirstOrDefault(c => c is not null) ?? cell.Options.Consumers ?? 1;

    private static string At(CellRecord cell, Estimate seen) =>
        $"{seen.Full(Unit.Nanoseconds)} {(Consumers(cell) == 1 ? "at 1 consumer" : $"at the last of {Quantity.Count(Consumers(cell))}")}";

    private static string Range(double[] lost) =>
        lost.Min() == lost.Max() ? Quantity.Count(lost.Min()) : $"{Quantity.Count(lost.Min())} to {Quantity.Count(lost.Max())}";

    /// <summary>From the event to the first and the last consumer that saw it, ns; null if it did not happen, or nobody saw it.</summary>
    private (double FirstNs, double LastNs)? SeenIn(RoundRecord round)
    {
        if (FaultIn(round) is not { } fault || (Comes ? fault.AskedMs : fault.AtMs) is not double fromMs)
        {
            return null;
        }
        string id = IdOf(fault);
        MembershipChange? seen = round.Directory?.Changes.FirstOrDefault(c => c.FirstMs >= fromMs && c.Providers.Contains(id) == Comes);
        return seen is null ? null : ((seen.FirstMs - fromMs) * 1e6, (seen.LastMs - fromMs) * 1e6);
    }

    /// <summary>Attempts that found the provider's registration dead or leaving; of one that comes, those that found it not there yet.</summary>
    private double? LostIn(RoundRecord round)
    {
        if (FaultIn(round) is not { } fault || SeenIn(round) is null)
        {
            return null;
        }
        // A provider that was started anew has a later registration, with a higher epoch; what befell the earlier one is another event's.
        ProviderRound[] registrations = [.. (round.Providers ?? []).Where(p => p.Id == IdOf(fault)).OrderBy(p => p.Epoch)];
        return registrations.Length == 0 ? null : (Comes ? registrations[^1] : registrations[0]).Failed;
    }

    private double? LostShareIn(RoundRecord round, CellRecord cell) =>
        LostIn(round) is double lost && SeenIn(round) is { } seen && cell.Load.RatePerSecond is double rate && seen.LastNs > 0
            ? lost / Math.Max(lost, Math.Max(1, rate * seen.LastNs / 1e9))
            : null;

    private FaultInfo? FaultIn(RoundRecord round) => round.Faults?.FirstOrDefault(f => f.Fault.StartsWith($"{Verb} provider ", StringComparison.Ordinal));

    private static string IdOf(FaultInfo fault) => fault.Fault.Split(' ')[2];
}
