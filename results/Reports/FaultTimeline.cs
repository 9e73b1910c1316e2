using System.Globalization;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>A launch with faults, second by second: what failed, and what had happened.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Title">Cell and round.</param>
/// <param name="Seconds">One row a second.</param>
public sealed record FaultTimeline(CellRecord Cell, string Title, IReadOnlyList<FaultSecond> Seconds)
{
    /// <summary>Headings of the columns, in the order of <see cref="FaultSecond.Texts"/>.</summary>
    public static IReadOnlyList<string> Headings { get; } = ["second", "ok", "failed", "mean", "max", "what happened"];

    /// <summary>Whether a column holds figures: all but the second and what happened in it do.</summary>
    public static bool IsFigure(int column) => column > 0 && column < Headings.Count - 1;

    /// <summary>Of every cell with faults its first launch: the same happens in the others.</summary>
    public static IEnumerable<FaultTimeline> Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        foreach (CellRecord cell in run.Cells)
        {
            if (cell.Rounds.FirstOrDefault(r => r is { Faults.Count: > 0, Timeline.Count: > 0 }) is { } round)
            {
                yield return new FaultTimeline(cell, $"{cell.Id}, round {round.Round}", [.. round.Timeline!.Select(s => FaultSecond.Of(s, round))]);
            }
        }
    }
}

/// <summary>One second of a launch with faults.</summary>
/// <param name="Second">Calls of the second.</param>
/// <param name="Happened">Faults that took place in it; empty if none did.</param>
public sealed record FaultSecond(TimelineSecond Second, string Happened)
{
    /// <summary>Its cells in a table.</summary>
    public IReadOnlyList<string> Texts =>
    [
        Second.Second.ToString(CultureInfo.InvariantCulture), Quantity.Count(Second.Ok), Quantity.Count(Second.Failed),
        Quantity.Text(Second.MeanNs, Unit.Nanoseconds), Quantity.Text(Second.MaxNs, Unit.Nanoseconds), Happened,
    ];

    internal static FaultSecond Of(TimelineSecond second, RoundRecord round) => new(
        second,
        string.Join("; ", round.Faults!.Where(f => (int)(f.AtMs / 1_000) == second.Second).Select(f => f.Did is null ? f.Fault : $"{f.Fault} ({f.Did})")));
}
