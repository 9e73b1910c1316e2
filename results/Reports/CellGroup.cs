using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>The cells that answer the same question and so may be ranked against each other: all but transport and codec is equal.</summary>
/// <param name="Title">What they share, e.g. <c>order at closed:16</c>.</param>
/// <param name="Cells">The cells, in the order of the record.</param>
public sealed record CellGroup(string Title, IReadOnlyList<CellRecord> Cells)
{
    /// <summary>The groups of a run, in the order of the record.</summary>
    public static IReadOnlyList<CellGroup> Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        bool bindings = Differ(run, c => c.Binding);
        bool directories = Differ(run, c => c.Directory);
        bool links = Differ(run, c => c.Link);
        return
        [
            .. run.Cells
                .GroupBy(c => (c.Scenario, c.Load.Text, c.Variant, c.Binding, c.Directory, c.Link))
                .Select(g => new CellGroup(
                    string.Join(", ", ((string?[])
                    [
                        $"{g.Key.Scenario} at {g.Key.Text}",
                        g.Key.Variant,
                        bindings ? $"binding {g.Key.Binding}" : null,
                        directories ? $"directory {g.Key.Directory}" : null,
                        links ? $"link {g.Key.Link}" : null,
                    ]).OfType<string>()),
                    [.. g])),
        ];
    }

    /// <summary>Name of a cell within the group.</summary>
    public string Label(CellRecord cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        bool alone = Cells.Count(c => c.Transport == cell.Transport && c.Codec == cell.Codec) == 1;
        return alone ? $"{cell.Transport} + {cell.Codec}" : cell.Id;
    }

    private static bool Differ(RunRecord run, Func<CellRecord, string> axis) => run.Cells.Select(axis).Distinct().Skip(1).Any();
}
