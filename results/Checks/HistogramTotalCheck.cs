using Bench.Harness.Measure;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>The histograms hold exactly the calls that were timed (ok, error and timeout): a percentile over fewer would hide some.</summary>
public sealed class HistogramTotalCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "histogram-total";

    /// <inheritdoc/>
    public string Summary => "the histograms hold exactly the calls that were timed";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        foreach (RoundRecord round in cell.Launched())
        {
            (string Name, string? Text, long Calls)[] histograms =
            [
                ("response times", round.Latency?.ResponseHdr, round.Counts.Timed()),
                ("service times", round.Latency?.ServiceHdr, round.Counts.Timed()),
                ("send lags", round.Latency?.SendLagHdr, round.Counts.Started),
            ];
            foreach ((string name, string? text, long calls) in histograms)
            {
                string? problem = text is null ? null : Problem(text, calls);
                if (problem is not null)
                {
                    yield return new Finding(
                        Name, Severity.Invalid, $"histogram of {name}: {problem}", "one entry per call timed", round.Window(),
                        "The record is damaged or the measurement defective: measure again.");
                }
            }
        }
    }

    private static string? Problem(string text, long calls)
    {
        try
        {
            long total = HistogramText.Decode(text).TotalCount;
            return total == calls ? null : $"{Quantity.Count(total)} entries for {Quantity.Count(calls)} calls";
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
