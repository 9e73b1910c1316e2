namespace Bench.Results.History;

/// <summary>One figure of one cell over time, on equal machines.</summary>
public sealed record HistorySeries
{
    /// <summary>Id of the cell.</summary>
    public required string Cell { get; init; }

    /// <summary>What sets it apart from another series of the same cell and machine, e.g. <c>pool 8</c>; null if nothing does.</summary>
    public string? Terms { get; init; }

    /// <summary>Name of the figure, see <see cref="Quantities.FigureCatalog"/>.</summary>
    public required string Figure { get; init; }

    /// <summary>The values, oldest first.</summary>
    public required IReadOnlyList<HistoryPoint> Points { get; init; }

    /// <summary>Where the figure changed; null where there are too few points to tell.</summary>
    public required IReadOnlyList<ChangePoint>? Changes { get; init; }

    /// <summary>The cell with what sets the series apart.</summary>
    public string Label => Terms is null ? Cell : $"{Cell} ({Terms})";
}

/// <summary>Records of equal machines.</summary>
/// <param name="Fingerprint">Fingerprint of the machine; null where the record has none: such a record stands alone.</param>
/// <param name="Title">The machine for people.</param>
/// <param name="Records">How many records it has.</param>
/// <param name="Series">Their series, in the order of figures, then of cells.</param>
public sealed record MachineHistory(string? Fingerprint, string Title, int Records, IReadOnlyList<HistorySeries> Series);
