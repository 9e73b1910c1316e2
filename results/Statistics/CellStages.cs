using Bench.Harness.Record;

namespace Bench.Results.Statistics;

/// <summary>Where a cell's time goes: what each stage took of a sampled call, as medians over rounds.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Stages">Its stages in order.</param>
/// <param name="ServiceNs">Mean service time of all calls, ns; absent if nothing was timed.</param>
internal sealed record CellStages(CellRecord Cell, IReadOnlyList<StageTime> Stages, double? ServiceNs)
{
    /// <summary>All stages together, ns.</summary>
    public double TotalNs => Stages.Sum(s => s.TimeNs);

    /// <summary>What the stages don't explain of the mean service time, or explain too much, as a share of it.</summary>
    public double? Residual => ServiceNs is > 0 ? Math.Abs(ServiceNs.Value - TotalNs) / ServiceNs.Value : null;

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
