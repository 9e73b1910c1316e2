using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Store;

namespace Bench.Results.History;

/// <summary>Figures over time: what the records of a folder say about each cell, machine by machine.</summary>
/// <param name="Machines">The machines, in the order in which they were first measured on.</param>
/// <param name="Skipped">Files that are not shown.</param>
public sealed record RunHistory(IReadOnlyList<MachineHistory> Machines, IReadOnlyList<SkippedFile> Skipped)
{
    /// <summary>The figures that are shown where none is named.</summary>
    public static IReadOnlyList<Figure> DefaultFigures { get; } =
        [.. new[] { "throughput", "response.p99", "client.cpu", "server.cpu", "client.alloc" }.Select(FigureCatalog.Get)];

    /// <summary>Every series, machine by machine.</summary>
    public IEnumerable<HistorySeries> Series => Machines.SelectMany(m => m.Series);

    /// <summary>The history of some records.</summary>
    /// <param name="folder">The records.</param>
    /// <param name="figures">Which figures; those that no record has are left out.</param>
    public static RunHistory Of(HistoryFolder folder, IReadOnlyList<Figure> figures)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(figures);
        return new RunHistory(
            [.. folder.Records.GroupBy(Machine).Select(g => Of(g.Key.Fingerprint, [.. g], figures))],
            folder.Skipped);
    }

    /// <summary>The figure that a name means, response times also without their group: <c>p99</c> is <c>response.p99</c>; null if none.</summary>
    public static Figure? FindFigure(string name) => FigureCatalog.Find(name) ?? FigureCatalog.Find($"response.{name}");

    // Whether two machines without a fingerprint are equal can't be known.
    private static (string? Fingerprint, string? Alone) Machine(StoredRun stored) =>
        stored.Record.Environment.Fingerprint is { } fingerprint ? (fingerprint, null) : (null, stored.Path);

    private static MachineHistory Of(string? fingerprint, IReadOnlyList<StoredRun> records, IReadOnlyList<Figure> figures)
    {
        EnvironmentInfo environment = records[0].Record.Environment;
        string title = $"{environment.Cpu}, {environment.Cores} cores, {environment.Os} ({(fingerprint is null ? $"no fingerprint, {records[0].Path}" : $"machine {fingerprint}")})";
        (StoredRun Run, CellRecord Cell, SeriesTerms Terms)[] cells =
            [.. records.SelectMany(r => r.Record.Cells.Select(c => (r, c, SeriesTerms.Of(c, r.Record.Environment))))];
        IEnumerable<HistorySeries> series =
            from figure in figures
            from sameId in cells.GroupBy(c => c.Cell.Id)
            from same in sameId.GroupBy(c => c.Terms)
            let one = Of(sameId.Key, same.Key.Beside(sameId.First().Terms), [.. same.Select(c => (c.Run, c.Cell))], figure)
            where one.Points.Any(p => p.Value is not null)
            select one;
        return new MachineHistory(fingerprint, title, records.Count, [.. series]);
    }

    private static HistorySeries Of(string cell, string? terms, IReadOnlyList<(StoredRun Run, CellRecord Cell)> records, Figure figure)
    {
        HistoryPoint[] points =
        [
            .. records
                .Select(r => Point(r.Run, r.Cell, figure))
                .Where(p => p.Value is not null || p.Trust == TrustVerdict.Invalid),
        ];
        int[] counting = [.. points.Index().Where(p => p.Item.Counts).Select(p => p.Index)];
        IReadOnlyList<ChangePoint>? changes = ChangePoints.Of([.. counting.Select(i => points[i].Value!.Value.Median)]);
        return new HistorySeries
        {
            Cell = cell,
            Terms = terms,
            Figure = figure.Name,
            Points = points,
            Changes = changes is null ? null : [.. changes.Select(c => c with { At = counting[c.At] })],
        };
    }

    private static HistoryPoint Point(StoredRun stored, CellRecord cell, Figure figure) => new()
    {
        StartedAt = stored.Record.StartedAt,
        Path = stored.Path,
        Version = stored.Record.Tool.Version,
        Commit = stored.Record.Tool.Commit,
        Value = figure.Of(cell.Summary),
        Trust = cell.Trust.Verdict,
    };
}
