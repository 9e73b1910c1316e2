using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>How tables of laboratories are set.</summary>
public static class LaboratoryText
{
    /// <summary>For each column whether it holds figures, which are set to the right: every field begins with a digit or says that there is none.</summary>
    public static bool[] FigureColumns(LaboratoryTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return [.. table.Columns.Select((_, column) => column > 0 && table.Rows.All(row => IsFigure(row[column])))];
    }

    private static bool IsFigure(string field) => field == Quantity.Absent || (field.Length > 0 && char.IsAsciiDigit(field[0]));
}
