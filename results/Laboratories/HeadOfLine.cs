using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Laboratories;

/// <summary>What becomes of the small calls' response times as large ones join them on the same connections.</summary>
public sealed class HeadOfLine : ILaboratory
{
    /// <inheritdoc/>
    public string Name => "head-of-line";

    /// <inheritdoc/>
    public string Summary => "how far do large calls hold up small ones, over shared connections and pooled ones?";

    /// <inheritdoc/>
    public LaboratoryAnswer Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Row[] rows = [.. run.Cells.Select(Row.Of).OfType<Row>().OrderBy(r => r.Cell.Link, new AsListed(run)).ThenBy(r => r.Cell.Transport).ThenBy(r => r.Connections).ThenBy(r => r.Large)];
        var table = new LaboratoryTable(
            "Response times of small calls beside a share of large ones",
            ["link", "large", "connections", "small p50", "small p99", "p99 to none", "large p99"],
            [.. rows.Select(r => r.Fields(Without(r, rows)))]);
        string[] sentences = [.. rows.GroupBy(r => r.Cell.Link).SelectMany(link => Judge(link.Key, [.. link])), .. LaboratoryFigures.Reservations(run)];
        return new LaboratoryAnswer([table], rows.Length > 0 ? sentences : ["No cell calls a scenario of several methods: nothing to answer from."]);
    }

    private static Row? Without(Row row, Row[] rows) => rows.FirstOrDefault(r => r.Large == 0 && r.Way == row.Way && r.Cell.Link == row.Cell.Link && r.Cell.Codec == row.Cell.Codec);

    private static IEnumerable<string> Judge(string link, Row[] rows)
    {
        double most = rows.Max(r => r.Large);
        Row[] mixed = [.. rows.Where(r => r.Large == most && most > 0 && r.P99 is not null).OrderBy(r => r.P99!.Value.Median)];
        string[] changes = [.. mixed
            .Select(r => (Row: r, Before: Without(r, rows)?.P99))
            .Where(r => r.Before is not null)
            .Select(r => $"{To(r.Before!.Value, r.Row.P99!.Value)} over {r.Row.Way}")];
        if (changes.Length > 0)
        {
            yield return $"On {link}, {LaboratoryFigures.Given(most)} large calls bring the p99 of small ones {string.Join("; ", changes)}.";
        }
        if (mixed.Length > 1)
        {
            Row[] tied = [.. mixed.Where(r => r == mixed[0] || r.P99!.Value.Ties(mixed[0].P99!.Value))];
            yield return tied.Length > 1
                ? $"Lowest there: a tie of {string.Join(", ", tied.Select(r => r.Way))}."
                : $"Lowest there: {mixed[0].Way}; next {mixed[1].Way}, {Quantity.Times(mixed[1].P99!.Value.Median / mixed[0].P99!.Value.Median)} of it.";
        }
    }

    private static string To(Estimate before, Estimate with) => before.Ties(with)
        ? $"to no provable difference ({before.Full(Unit.Nanoseconds)} and {with.Full(Unit.Nanoseconds)})"
        : $"from {before.Full(Unit.Nanoseconds)} to {with.Full(Unit.Nanoseconds)}, {Quantity.Times(with.Median / before.Median)},";

    /// <summary>Links in the order of the record.</summary>
    private sealed class AsListed(RunRecord run) : IComparer<string>
    {
        private readonly List<string> _links = [.. run.Cells.Select(c => c.Link).Distinct()];

        public int Compare(string? x, string? y) => _links.IndexOf(x!).CompareTo(_links.IndexOf(y!));
    }

    /// <summary>A cell as the table shows it.</summary>
    /// <param name="Cell">The cell.</param>
    /// <param name="Small">The method with the smallest messages.</param>
    /// <param name="Large">Share of calls of other methods, 0 to 1.</param>
    private sealed record Row(CellRecord Cell, string Small, double Large)
    {
        public static Row? Of(CellRecord cell)
        {
            string? small = cell.Payloads is { Count: > 1 } payloads ? payloads.MinBy(p => p.RequestBytes + p.ReplyBytes)!.Method : null;
            double? large = small is null ? null
                : cell.Options.Weights is { } weights ? 1 - (weights.GetValueOrDefault(small) / (double)weights.Values.Sum())
                : cell.Rounds.Select(r => r.Methods).FirstOrDefault(m => m is not null) is { } methods ? 1 - (Calls(methods.Where(m => m.Method == small)) / Calls(methods))
                : null;
            return large is < 1 ? new Row(cell, small!, large.Value) : null;
        }

        public int Connections => Cell.Options.Connections ?? Cell.Options.Pool ?? 0;

        public string Way => $"{Connections} {Cell.Transport}";

        public Estimate? P99 => Of(Small, p => p.P99Ns);

        public string[] Fields(Row? without) =>
        [
            Cell.Link,
            LaboratoryFigures.Given(Large),
            Way,
            Of(Small, p => p.P50Ns).Text(Unit.Nanoseconds),
            P99.Text(Unit.Nanoseconds),
            Large == 0 || P99 is not { } with || without?.P99 is not { Median: > 0 } before ? Quantity.Absent : with.Ties(before) ? "tie" : Quantity.Times(with.Median / before.Median),
            Large == 0 ? Quantity.Absent : Of(null, p => p.P99Ns).Text(Unit.Nanoseconds),
        ];

        /// <summary>A percentile of the small method, or, with null, of the slowest of the others.</summary>
        private Estimate? Of(string? method, Func<Percentiles<double>, double?> percentile) => Cell.Over(round =>
            round.Methods is null ? (method is not null && round.Latency?.Response is { } all ? percentile(all) : null)
            : round.Methods.Where(m => m.Method == method || (method is null && m.Method != Small)).Select(m => m.Response is { } response ? percentile(response) : null).Max());

        private static double Calls(IEnumerable<MethodRound> methods) => Math.Max(1, methods.Sum(m => m.Ok + m.Failed));
    }
}
