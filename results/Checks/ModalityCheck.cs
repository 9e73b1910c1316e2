using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Checks;

/// <summary>The response times have one mode: a median between two of them is a latency that hardly any call has.</summary>
public sealed class ModalityCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "modality";

    /// <inheritdoc/>
    public string Summary => "the response times have one mode";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        IReadOnlyList<Mode> modes = CellHistograms.Response(cell) is { } merged ? LatencyModes.Of(merged) : [];
        if (modes.Count < 2)
        {
            yield break;
        }

        // Rounds of different speed have two modes together and one each: that is their spread, which is another finding.
        IReadOnlyList<RoundRecord> rounds = [.. Statistics.Summary.Finished(cell.Rounds)];
        int alone = rounds.Count(r => CellHistograms.Response(r) is { } one && LatencyModes.Of(one).Count > 1);
        if (2 * alone >= rounds.Count)
        {
            yield return new Finding(
                Name,
                Severity.Note,
                $"the response times have {modes.Count} modes: {string.Join(", ", modes.Select(m => $"{Quantity.Share(m.Share)} of calls around {Quantity.Text(m.PeakNs, Unit.Nanoseconds)}"))}",
                "one mode",
                $"{rounds.Count} round{(rounds.Count == 1 ? "" : "s")}, merged",
                "Median and mean describe no group of calls: look at the latency curve. Two kinds of calls, a cache, a second connection or a stalling server are usual causes.");
        }
    }
}
