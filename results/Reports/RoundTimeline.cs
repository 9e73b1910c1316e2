using System.Globalization;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>A launch second by second: its calls, its pauses and faults, and what was found of it.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Round">The launch, with a timeline.</param>
/// <param name="Findings">Findings of the cell that name this round.</param>
internal sealed record RoundTimeline(CellRecord Cell, RoundRecord Round, IReadOnlyList<Finding> Findings)
{
    private const double MsPerSecond = 1000;

    // A shorter rest says nothing of a rate.
    private const double LeastPart = 0.05;

    // A page of more seconds than these is slow to open: of the launches beyond, only those in which something happened are shown.
    private const int MostSeconds = 5000;

    /// <summary>Headings of the columns, in the order of <see cref="Texts"/>.</summary>
    public static IReadOnlyList<string> Headings { get; } = ["second", "ok", "failed", "mean", "max", "what happened"];

    /// <summary>The timelines of a run to show, and how many more there are, in which nothing happened.</summary>
    public static (IReadOnlyList<RoundTimeline> Shown, int More) Of(RunRecord run)
    {
        List<RoundTimeline> shown = [];
        int more = 0;
        int seconds = 0;
        foreach (RoundTimeline timeline in run.Cells.SelectMany(Of))
        {
            seconds += timeline.Round.Timeline!.Count;
            if (seconds <= MostSeconds || timeline.HasEvents)
            {
                shown.Add(timeline);
            }
            else
            {
                more++;
            }
        }

        return (shown, more);
    }

    /// <summary>Whether anything but calls is to be seen.</summary>
    public bool HasEvents => Findings.Count > 0 || Round is { Pauses.Count: > 0 } or { ServerPauses.Count: > 0 } or { Faults.Count: > 0 } or { Partial: true };

    /// <summary>The pauses of load generator and servers, with whose they are.</summary>
    public IEnumerable<(string Whose, PauseInfo Pause)> Pauses =>
    [
        .. (Round.Pauses ?? []).Select(p => ("load generator", p)),
        .. (Round.ServerPauses ?? []).Select(p => (p.Server is { } server ? $"server {server.ToString(CultureInfo.InvariantCulture)}" : "server", p)),
    ];

    /// <summary>How much of a second, counted from 0, lies in the window, in s: of the last one perhaps a part.</summary>
    public double LengthOf(int second)
    {
        double part = (Round.WindowMs / MsPerSecond) - second;
        return second == Round.Timeline!.Count - 1 && part is > LeastPart and < 1 ? part : 1;
    }

    /// <summary>Whether a column holds figures.</summary>
    public static bool IsFigure(int column) => column > 0 && column < Headings.Count - 1;

    /// <summary>The row of a second.</summary>
    public IReadOnlyList<string> Texts(TimelineSecond second) =>
    [
        second.Second.ToString(CultureInfo.InvariantCulture), Quantity.Count(second.Ok), Quantity.Count(second.Failed),
        Quantity.Text(second.MeanNs, Unit.Nanoseconds), Quantity.Text(second.MaxNs, Unit.Nanoseconds), string.Join("; ", Happened(second.Second)),
    ];

    private IEnumerable<string> Happened(int second) =>
    [
        .. (Round.Faults ?? []).Where(f => Math.Floor(f.AtMs / MsPerSecond) == second).Select(f => f.Did is null ? f.Fault : $"{f.Fault} ({f.Did})"),
        .. Pauses.Where(p => Math.Max(0, Math.Floor(p.Pause.AtMs / MsPerSecond)) == second).Select(p => $"{p.Whose} paused for {Quantity.Milliseconds(p.Pause.DurationMs)}"),
    ];

    private static IEnumerable<RoundTimeline> Of(CellRecord cell) =>
        cell.Rounds.Where(r => r.Timeline is { Count: > 0 }).Select(r => new RoundTimeline(cell, r, [.. cell.Trust.Findings.Where(f => Names(f, r.Round))]));

    private static bool Names(Finding finding, int round)
    {
        string name = $"round {round.ToString(CultureInfo.InvariantCulture)}";
        return finding.Window is { } window && window.StartsWith(name, StringComparison.Ordinal) && (window.Length == name.Length || !char.IsAsciiDigit(window[name.Length]));
    }
}
