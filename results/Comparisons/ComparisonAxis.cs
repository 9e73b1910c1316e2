using Bench.Harness.Record;

namespace Bench.Results.Comparisons;

/// <summary>A dimension along which the cells of a run are compared.</summary>
/// <param name="Name">Its name, which is that of the member of the record.</param>
/// <param name="ValueOf">The value of a cell.</param>
/// <param name="Brings">Members that another value brings with it: named, not held against the comparison.</param>
public sealed record ComparisonAxis(string Name, Func<CellRecord, string> ValueOf, IReadOnlyList<string> Brings)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ComparisonAxis> All { get; } =
    [
        new("codec", c => c.Codec, []),
        // Connections are what a strategy is about; the note says where the common budget does not apply.
        new("transport", c => c.Transport, ["options.pool", "options.connections", "options.budgetNote", "options.heartbeatMs", "options.preconnect"]),
        new("load", c => c.Load.Text, ["options.durationMs"]),
        new("binding", c => c.Binding, []),
        new("directory", c => c.Directory, ["options.leaseMs", "options.consumers"]),
        new("link", c => c.Link, ["options.link"]),
        new("variant", c => c.Variant ?? "", []),
    ];

    /// <summary>The axis of that name; null if there is none.</summary>
    public static ComparisonAxis? Find(string name) => All.FirstOrDefault(a => a.Name == name);

    /// <summary>Whether another value brings another value of that member with it. A variant is whatever its plan makes it.</summary>
    internal bool DoesBring(string member) => Name == "variant" || Brings.Contains(member);

    /// <summary>What cells have in common that differ along this axis alone.</summary>
    internal string Rest(CellRecord cell) => string.Join('/', All.Where(a => a != this).Select(a => a.ValueOf(cell)).Prepend(cell.Scenario));
}
