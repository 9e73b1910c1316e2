namespace Bench.Harness.Record;

/// <summary>What a laboratory made of a run: its question, tables of the run's own figures, and the answer they give.</summary>
public sealed record LaboratoryRecord
{
    /// <summary>Name of the laboratory.</summary>
    public required string Name { get; init; }

    /// <summary>The question it answers.</summary>
    public required string Question { get; init; }

    /// <summary>The figures behind the answer.</summary>
    public required IReadOnlyList<LaboratoryTable> Tables { get; init; }

    /// <summary>The answer in whole sentences, drawn from the figures alone; ties are said as ties, and what could not be measured is said.</summary>
    public required IReadOnlyList<string> Answer { get; init; }
}

/// <summary>A table of a laboratory, ready to be shown.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Headings; the first column names the rows.</param>
/// <param name="Rows">Text with units, as many fields as there are columns.</param>
public sealed record LaboratoryTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
