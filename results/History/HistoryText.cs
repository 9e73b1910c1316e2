using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.History;

/// <summary>A history in words.</summary>
public static class HistoryText
{
    /// <summary>What the records are worth: the first line of a history.</summary>
    public static string Trust(HistoryFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        int Count(TrustVerdict verdict) => folder.Records.Count(r => r.Record.Trust.Verdict == verdict);
        string skipped = folder.Skipped.Count == 0 ? "" : $" {folder.Skipped.Count} file{(folder.Skipped.Count == 1 ? "" : "s")} skipped.";
        int unchecked_ = folder.Records.Count(r => !r.HasIntegrity);
        string labels = unchecked_ == 0 ? "" : $" {unchecked_} without a checksum.";
        return $"Trust: {Records(folder.Records.Count)}: {Count(TrustVerdict.Valid)} valid, {Count(TrustVerdict.Degraded)} degraded, {Count(TrustVerdict.Invalid)} invalid.{labels}{skipped}";
    }

    /// <summary>The changes of a series, one sentence each, or that it has too few points for any.</summary>
    public static IEnumerable<string> Changes(HistorySeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        Figure figure = FigureCatalog.Get(series.Figure);
        return series.Changes is not { } changes ? [] : changes.Select(c =>
            $"{series.Label}: {Name(figure)} {Verb(c, figure)}, from {figure.Text(c.Before)} to {figure.Text(c.After)}, with the run of {series.Points[c.At].Title}.");
    }

    /// <summary>That series have too few points to find changes in; null if none has.</summary>
    public static string? TooShort(RunHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        HistorySeries[] all = [.. history.Series];
        HistorySeries[] small = [.. all.Where(s => s.Changes is null)];
        return small.Length == 0 ? null
            : $"Changes are looked for from {ChangePoints.MinPoints} valid records on; {(small.Length == all.Length ? "no series has so many" : $"{small.Length} of {all.Length} series have fewer")} (the longest of these has {small.Max(s => s.Points.Count(p => p.Counts))}).";
    }

    /// <summary>A figure with its group, e.g. <c>Response time p99</c>.</summary>
    public static string Name(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return figure.Group is "Rate" or "Wire" ? figure.Label : $"{figure.Group} {figure.Label}";
    }

    /// <summary>A number of records.</summary>
    public static string Records(int count) => $"{count} record{(count == 1 ? "" : "s")}";

    private static string Verb(ChangePoint change, Figure figure)
    {
        bool rises = change.After > change.Before;
        string ratio = Quantity.Times(Math.Max(change.Before, change.After) / Math.Min(change.Before, change.After));
        string judged = figure.Better switch
        {
            Better.Neither => "",
            Better.Higher => rises ? " (better)" : " (worse)",
            _ => rises ? " (worse)" : " (better)",
        };
        return $"{(rises ? "rises" : "falls")} {ratio}{judged}";
    }
}
