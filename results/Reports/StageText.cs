using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Reports;

/// <summary>A cell's stages in words.</summary>
internal static class StageText
{
    public static readonly string[] Headings = ["stage", "time", "share", "allocated"];

    /// <summary>What the stages add up to, and how that stands to all calls.</summary>
    public static string Sum(CellStages stages) => stages.Residual is { } residual
        ? $"The stages add up to {Quantity.Text(stages.TotalNs, Unit.Nanoseconds)}; the mean service time of all calls is {Quantity.Text(stages.ServiceNs!.Value, Unit.Nanoseconds)}, {Quantity.Text(residual, Unit.Share)} off."
        : $"The stages add up to {Quantity.Text(stages.TotalNs, Unit.Nanoseconds)}.";

    /// <summary>A row of text a stage.</summary>
    public static IEnumerable<string[]> Rows(CellStages stages) => stages.Stages.Select(s => (string[])
    [
        s.Name, Quantity.Text(s.TimeNs, Unit.Nanoseconds), Quantity.Text(s.TimeNs / stages.TotalNs, Unit.Share),
        s.AllocatedBytes is { } bytes ? Quantity.Text(bytes, Unit.Bytes) : Quantity.Absent,
    ]);
}
