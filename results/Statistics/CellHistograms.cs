using Bench.Harness.Measure;
using Bench.Harness.Record;
using HdrHistogram;

namespace Bench.Results.Statistics;

/// <summary>The latencies of a cell, out of its record.</summary>
public static class CellHistograms
{
    /// <summary>All response times of the finished rounds in ns, merged; null if no round holds a histogram that can be read.</summary>
    public static LongHistogram? Response(CellRecord cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        LongHistogram? merged = null;
        foreach (RoundRecord round in Summary.Finished(cell.Rounds).Where(r => r.Latency?.ResponseHdr is not null))
        {
            // The check of histogram totals has made the cell invalid for one that can't be read.
            if (Decode(round) is not { } next)
            {
                return null;
            }

            if (merged is null)
            {
                merged = next;
            }
            else
            {
                merged.Add(next);
            }
        }

        return merged is { TotalCount: > 0 } ? merged : null;
    }

    /// <summary>The response times of one round in ns; null if it holds no histogram that can be read.</summary>
    public static LongHistogram? Response(RoundRecord round)
    {
        ArgumentNullException.ThrowIfNull(round);
        return Decode(round) is { TotalCount: > 0 } histogram ? histogram : null;
    }

    private static LongHistogram? Decode(RoundRecord round)
    {
        try
        {
            return round.Latency?.ResponseHdr is { } text ? HistogramText.Decode(text) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
