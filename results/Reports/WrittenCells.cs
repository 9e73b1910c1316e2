using Bench.Harness.Record;
using Bench.Results.Floors;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>What formats that other tools take figures from may hold: an invalid cell has none, and is named with the reason. Floors are no figures of theirs to watch.</summary>
internal static class WrittenCells
{
    /// <summary>The figures that tools keep over time; few, since each is a line of somebody's chart.</summary>
    public static IReadOnlyList<Figure> Figures { get; } =
    [
        .. ((string[])
        [
            "throughput", "response.p50", "response.p99", "response.p999", "client.cpu", "server.cpu", "client.alloc", "server.alloc", "wire.out", "wire.in",
        ]).Select(FigureCatalog.Get),
    ];

    /// <summary>The cells whose figures may be taken.</summary>
    public static IEnumerable<CellRecord> Of(RunRecord run) => run.WithoutFloors().Cells.Where(c => !IsLeftOut(c));

    /// <summary>The cells that are left out, each with a sentence that says why.</summary>
    public static IEnumerable<(CellRecord Cell, string Why)> LeftOut(RunRecord run) => run.WithoutFloors().Cells.Where(IsLeftOut).Select(c => (c, Why(c)));

    /// <summary>Why a cell is invalid: its worst finding.</summary>
    public static string Why(CellRecord cell) =>
        cell.Trust.Findings.Count == 0 ? "not a launch was finished" : PlainText.OneLine(cell.Trust.Findings[0].Figure);

    private static bool IsLeftOut(CellRecord cell) => cell.Trust.Verdict == TrustVerdict.Invalid || cell.Summary is null;
}
