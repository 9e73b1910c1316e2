using Bench.Harness.Measure;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>The histograms hold exactly the calls that ended: a percentile over fewer would hide some.</summary>
public sealed class HistogramTotalCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "histogram-total";

    /// <inheritdoc/>
    public string Summary => "the histograms hold exactly the outcomes that were timed";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        foreach (RoundRecord round in cell.Launched())
        {
            (string Name, string? Text)[] histograms = [("response times", round.Latency?.ResponseHdr), ("service times", round.Latency?.ServiceHdr)];
            foreach ((string name, string? text) in histograms)
            {
                string? problem = text is null ? null : Problem(text, round.Counts.Ended());
                if (problem is not null)
                {
                    yield return new Finding(
                        Name, Severity.Invalid, $"histogram of {name}: {problem}", "one entry per outcome", round.Window(),
                        "The record is damaged or the measurement defective: measure again.");
                }
            }
        }
    }

    private static string? Problem(string text, long outcomes)
    {
        try
        {
            long total = HistogramText.Decode(text).TotalCount;
            return total == outcomes ? null : $"{Quantity.Count(total)} entries for {Quantity.Count(outcomes)} outcomes";
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
