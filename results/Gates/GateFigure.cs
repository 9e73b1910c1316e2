using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Gates;

/// <summary>Something a threshold can be set on.</summary>
/// <param name="Name">Its name in the expression.</param>
/// <param name="Unit">What it is counted in; a count may also be compared as a share.</param>
/// <param name="ValueOf">Its value in a cell; null if it was not measured.</param>
/// <param name="ShareOf">Its value as a share of the calls; null where it has none.</param>
internal sealed record GateFigure(string Name, Unit Unit, Func<CellRecord, double?> ValueOf, Func<CellRecord, double?>? ShareOf = null)
{
    /// <summary>All of them: the counts, every figure of the catalog, and the short names of response times.</summary>
    public static IReadOnlyList<GateFigure> All { get; } =
    [
        // A call without an answer is an error to whoever waits for it; the record keeps the two apart.
        Counted("errors", c => c.Error + c.Timeout, c => c.Started),
        Counted("timeouts", c => c.Timeout, c => c.Started),
        Counted("cancelled", c => c.Cancelled, c => c.Started),
        Counted("dropped", c => c.Dropped, c => c.Scheduled),
        Counted("late", c => c.Late, c => c.Started),
        .. FigureCatalog.All.Where(f => f.Name.StartsWith(Response, StringComparison.Ordinal)).Select(f => Measured(f.Name[Response.Length..], f)),
        .. FigureCatalog.All.Select(f => Measured(f.Name, f)),
    ];

    private const string Response = "response.";

    private static GateFigure Measured(string name, Figure figure) => new(name, figure.Unit, cell => figure.Of(cell.Summary)?.Median);

    private static GateFigure Counted(string name, Func<CallCounts, long> part, Func<CallCounts, long> whole) =>
        new(name, Unit.Count, cell => Sum(cell, part), cell => Sum(cell, whole) is { } all and > 0 ? Sum(cell, part) / all : null);

    private static double? Sum(CellRecord cell, Func<CallCounts, long> count)
    {
        IReadOnlyList<RoundRecord> finished = Summary.Finished(cell.Rounds);
        return finished.Count == 0 ? null : finished.Sum(r => count(r.Counts));
    }
}
