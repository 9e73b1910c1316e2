using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Reports;

/// <summary>Where a cell's time goes: what each stage took of a sampled call, as medians over rounds.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Stages">Its stages in order.</param>
/// <param name="ServiceNs">Mean service time of all calls, ns; absent if nothing was timed.</param>
internal sealed record CellStages(CellRecord Cell, IReadOnlyList<StageTime> Stages, double? ServiceNs)
{
    public static readonly string[] Headings = ["stage", "time", "share", "allocated"];

    /// <summary>All stages together, ns.</summary>
    public double TotalNs => Stages.Sum(s => s.TimeNs);

    /// <summary>What the stages don't explain of the mean service time, or explain too much, as a share of it.</summary>
    public double? Residual => ServiceNs is > 0 ? Math.Abs(ServiceNs.Value - TotalNs) / ServiceNs.Value : null;

    /// <summary>What the stages add up to, and how that stands to all calls.</summary>
    public string Sum => Residual is { } residual
        ? $"The stages add up to {Quantity.Text(TotalNs, Unit.Nanoseconds)}; the mean service time of all calls is {Quantity.Text(ServiceNs!.Value, Unit.Nanoseconds)}, {Quantity.Text(residual, Unit.Share)} off."
        : $"The stages add up to {Quantity.Text(TotalNs, Unit.Nanoseconds)}.";

    /// <summary>A row of text a stage.</summary>
    public IEnumerable<string[]> Rows => Stages.Select(s => (string[])
    [
        s.Name, Quantity.Text(s.TimeNs, Unit.Nanoseconds), Quantity.Text(s.TimeNs / TotalNs, Unit.Share),
        s.AllocatedBytes is { } bytes ? Quantity.Text(bytes, Unit.Bytes) : Quantity.Absent,
    ]);

    /// <summary>Of every cell whose stages were timed.</summary>
    public static IEnumerable<CellStages> Of(IEnumerable<CellRecord> cells) => cells.Select(Of).OfType<CellStages>();

    /// <summary>Of a cell; null if its stages were not timed.</summary>
    public static CellStages? Of(CellRecord cell)
    {
        RoundRecord[] rounds = [.. cell.Rounds.Where(r => r.Failure is null && r.Stages is { Count: > 0 })];
        return rounds.Length == 0 ? null : new CellStages(
            cell,
            [
                .. rounds[0].Stages!.Select(s => s.Name).Select(name =>
                {
                    StageTime[] all = [.. rounds.Select(r => r.Stages!.FirstOrDefault(s => s.Name == name)).OfType<StageTime>()];
                    double[] bytes = [.. all.Select(s => s.AllocatedBytes).OfType<double>()];
                    return new StageTime(name, MedianInterval.Of([.. all.Select(s => s.TimeNs)]).Median, bytes.Length == 0 ? null : MedianInterval.Of(bytes).Median);
                }),
            ],
            rounds.Select(r => r.Latency?.Service?.MeanNs).OfType<double>().ToArray() is { Length: > 0 } means ? MedianInterval.Of(means).Median : null);
    }
}
