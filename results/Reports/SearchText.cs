using Bench.Harness.Load;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>What searches for capacity came to, in words.</summary>
public static class SearchText
{
    /// <summary>The result of one search as a phrase, e.g. <c>5,420 calls/s meet p99&lt;5ms; 5,660 calls/s don't</c>.</summary>
    public static string Of(SearchRecord search)
    {
        ArgumentNullException.ThrowIfNull(search);
        string generator = search.GeneratorLimited == true ? ", as the load generator did not keep up" : "";
        string notMet = search.NotMetPerSecond is double above ? $"; {Quantity.Rate(above)} don't{generator}" : "";
        return search.Outcome switch
        {
            SearchOutcome.NeverMet => $"{search.Objective} can't be met at any rate, down to {Quantity.Rate(CapacitySearch.LowestPerSecond)}",
            SearchOutcome.NotConfirmed => $"no rate was confirmed to meet {search.Objective}{notMet}",
            SearchOutcome.Abandoned when search.ConfirmedPerSecond is null => $"the search for {search.Objective} was ended before a rate was confirmed",
            SearchOutcome.AboveHighest => $"{Quantity.Rate(CapacitySearch.HighestPerSecond)}, the highest rate that is tried, meet {search.Objective}: the capacity lies above",
            _ => $"{Quantity.Rate(search.ConfirmedPerSecond ?? 0)} meet {search.Objective}{notMet}",
        };
    }

    /// <summary>The results of a cell's searches as a phrase; null if its rate was given.</summary>
    public static string? Of(CellRecord cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        SearchRecord[] searches = [.. cell.Rounds.Select(r => r.Search).OfType<SearchRecord>()];
        if (searches.Length <= 1 || cell.Summary?.CapacityPerSecond is not { } capacity)
        {
            return searches.Length == 0 ? null : Of(searches[^1]);
        }
        int confirmed = searches.Count(s => s.ConfirmedPerSecond is not null);
        string interval = capacity is { Low: { } low, High: { } high } ? $" [{Quantity.Count(Quantity.Round3(low))} to {Quantity.Count(Quantity.Round3(high))}]" : "";
        return $"{Quantity.Rate(capacity.Median)}{interval} meet {searches[0].Objective}, by {confirmed} of {searches.Length} searches";
    }
}
