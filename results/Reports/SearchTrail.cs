using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>A search for capacity, window by window.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Title">Cell and round.</param>
/// <param name="Result">What it came to.</param>
/// <param name="Headings">Headings of the columns: stage, rate and length, one for each part of the objective, and what came of it.</param>
/// <param name="Rows">One row a window.</param>
public sealed record SearchTrail(CellRecord Cell, string Title, string Result, IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Every search of a run.</summary>
    public static IEnumerable<SearchTrail> Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Cells.SelectMany(
            cell => cell.Rounds.Where(r => r.Search is { Trail.Count: > 0 }),
            (cell, round) => Of(cell, round, round.Search!));
    }

    /// <summary>Whether a column holds figures: all but the first and the last do.</summary>
    public bool IsFigure(int column) => column > 0 && column < Headings.Count - 1;

    private static SearchTrail Of(CellRecord cell, RoundRecord round, SearchRecord search) => new(
        cell,
        $"{cell.Id}, round {round.Round}",
        SearchText.Of(search),
        ["stage", "calls/s", "window", .. search.Trail[0].Parts.Select(p => p.Limit), "outcome"],
        [.. search.Trail.Select(s => (string[])
        [
            s.Stage.ToString().ToLowerInvariant(), Quantity.Count(s.RatePerSecond), Quantity.Milliseconds(s.WindowMs), .. s.Parts.Select(p => p.Found),
            s.Met ? "met" : $"not met: {s.Reason}",
        ])]);
}
