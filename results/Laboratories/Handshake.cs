using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Laboratories;

/// <summary>A connection per call against kept ones, per carrier and link: what reuse saves in time and CPU.</summary>
public sealed class Handshake : ILaboratory
{
    private const string PlainCarrier = "tcp";

    /// <inheritdoc/>
    public string Name => "handshake";

    /// <inheritdoc/>
    public string Summary => "where does it pay to keep connections: over TCP, over TLS, with sessions resumed, near and far?";

    /// <inheritdoc/>
    public LaboratoryAnswer Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Pair[] pairs =
        [
            .. run.Cells.GroupBy(c => (c.Link, Carrier: CarrierOf(c)))
                .Select(g => (g.Key, PerCall: g.FirstOrDefault(IsPerCall), Kept: g.FirstOrDefault(c => !IsPerCall(c))))
                .Where(g => g is { PerCall: not null, Kept: not null })
                .Select(g => new Pair(g.Key.Link, g.Key.Carrier, g.PerCall!, g.Kept!)),
        ];
        var table = new LaboratoryTable(
            "Median time and CPU of a call with a connection of its own, and over kept ones",
            ["link", "carrier", "own", "kept", "saved", "ratio", "own, CPU", "kept, CPU"],
            [.. pairs.Select(p => p.Fields())]);
        string[] sentences = [.. Time(pairs), .. Cpu(pairs), .. Resumption(pairs), .. LaboratoryFigures.Reservations(run)];
        return new LaboratoryAnswer([table], pairs.Length > 0 ? sentences : ["No carrier has both a connection per call and kept ones: nothing to answer from."]);
    }

    private static IEnumerable<string> Time(Pair[] pairs)
    {
        Pair[] paying = [.. pairs.Where(p => p.SavedNs is > 0).OrderBy(p => p.SavedNs)];
        Pair[] tied = [.. pairs.Where(p => p.IsTie)];
        if (paying.Length > 0)
        {
            Pair least = paying[0];
            Pair most = paying[^1];
            yield return $"Keeping connections saves a call {Saves(least)}"
                + (least == most ? "." : $" to {Saves(most)}{(paying.Length == pairs.Length ? ": it pays everywhere" : "")}.");
        }
        if (tied.Length > 0)
        {
            yield return $"No provable difference in time: {string.Join(", ", tied.Select(p => p.Place))}.";
        }
    }

    private static string Saves(Pair pair) => $"{Quantity.Text(pair.SavedNs, Unit.Nanoseconds)} ({pair.Place}, {pair.Ratio})";

    private static IEnumerable<string> Cpu(Pair[] pairs)
    {
        string[] costs = [.. pairs.Where(p => p.PerCallCpu is not null && p.KeptCpu is { Median: > 0 })
            .GroupBy(p => p.Link).Take(1).SelectMany(g => g)
            .Select(p => p.PerCallCpu!.Value.Ties(p.KeptCpu!.Value)
                ? $"{p.Carrier} ties"
                : $"{p.Carrier} {Quantity.Times(p.PerCallCpu.Value.Median / p.KeptCpu.Value.Median)}, {Quantity.Text(p.PerCallCpu.Value.Median - p.KeptCpu.Value.Median, Unit.Nanoseconds)} more")];
        if (costs.Length > 0)
        {
            yield return $"In CPU, client and server together, a connection per call costs over {string.Join("; ", costs)} (on {pairs[0].Link}).";
        }
    }

    /// <summary>What a resumed session saves over a full handshake, link by link.</summary>
    private static IEnumerable<string> Resumption(Pair[] pairs)
    {
        string[] changes = [.. pairs.Where(p => p.Carrier == "tls")
            .Select(full => (Full: full, Resumed: pairs.FirstOrDefault(p => p.Carrier == "tls-resumed" && p.Link == full.Link)))
            .Where(p => p.Full.PerCallP50 is not null && p.Resumed?.PerCallP50 is not null)
            .Select(p => $"on {p.Full.Link} {LaboratoryFigures.Change(p.Full.PerCallP50!.Value, p.Resumed!.PerCallP50!.Value, Unit.Nanoseconds)}")];
        if (changes.Length > 0)
        {
            yield return $"With sessions resumed, the time of a call with a TLS connection of its own {string.Join("; ", changes)}.";
        }
    }

    private static bool IsPerCall(CellRecord cell) => cell.Options.BudgetNote is not null;

    private static string CarrierOf(CellRecord cell) => cell.Transport.Split('+', 2) is [_, string carrier] ? carrier : PlainCarrier;

    /// <summary>Two cells that differ in nothing but whether connections are kept.</summary>
    private sealed record Pair(string Link, string Carrier, CellRecord PerCall, CellRecord Kept)
    {
        public string Place => $"{Carrier} on {Link}";

        public Estimate? PerCallP50 => PerCall.Figure("response.p50");

        public Estimate? KeptP50 => Kept.Figure("response.p50");

        public Estimate? PerCallCpu => CpuOf(PerCall);

        public Estimate? KeptCpu => CpuOf(Kept);

        public bool IsTie => PerCallP50 is { } one && KeptP50 is { } other && one.Ties(other);

        /// <summary>Median time that keeping connections saves a call, ns; null where that is not known, or no difference is proven.</summary>
        public double? SavedNs => !IsTie ? PerCallP50?.Median - KeptP50?.Median : null;

        public string Ratio => PerCallP50 is { } one && KeptP50 is { Median: > 0 } other ? one.Ties(other) ? "tie" : Quantity.Times(one.Median / other.Median) : Quantity.Absent;

        public string[] Fields() =>
        [
            Link,
            Carrier,
            PerCallP50.Text(Unit.Nanoseconds),
            KeptP50.Text(Unit.Nanoseconds),
            Quantity.Text(SavedNs, Unit.Nanoseconds),
            Ratio,
            PerCallCpu.Text(Unit.Nanoseconds),
            KeptCpu.Text(Unit.Nanoseconds),
        ];

        private static Estimate? CpuOf(CellRecord cell) => cell.Over(r => r.Client?.CpuNsPerCall + r.Server?.CpuNsPerCall);
    }
}
