using Bench.Harness.Measure;
using Bench.Harness.Record;
using Bench.Results.Statistics;
using HdrHistogram;

namespace Bench.Results.Reports;

/// <summary>The latencies of a cell over its finished rounds, merged.</summary>
public static class CellHistograms
{
    /// <summary>All response times in ns; null if no round holds a histogram that can be read.</summary>
    public static LongHistogram? Response(CellRecord cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        LongHistogram? merged = null;
        foreach (string text in Summary.Finished(cell.Rounds).Select(r => r.Latency?.ResponseHdr).OfType<string>())
        {
            LongHistogram next;
            try
            {
                next = HistogramText.Decode(text);
            }
            catch (FormatException)
            {
                // The check of histogram totals has made the cell invalid for it already.
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
}
