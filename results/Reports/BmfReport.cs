using System.Text.Json.Nodes;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>
/// Bencher Metric Format: benchmark → measure → value with its bounds. The format has no room for words, so the trust verdict is the
/// first benchmark, in numbers: how many cells are valid, degraded, and invalid. Invalid cells are left out.
/// </summary>
public sealed class BmfReport : IReport
{
    /// <inheritdoc/>
    public string Name => "bmf";

    /// <inheritdoc/>
    public string Summary => "Bencher Metric Format: medians with the bounds of their intervals";

    /// <inheritdoc/>
    public string FileName => "report.bmf.json";

    /// <inheritdoc/>
    public void Write(RunRecord run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(writer);
        JsonObject benchmarks = new()
        {
            ["rpcbench trust"] = new JsonObject([.. Enum.GetValues<TrustVerdict>().Select(v => KeyValuePair.Create<string, JsonNode?>(
                $"{TrustText.Word(v)}-cells", new JsonObject { ["value"] = run.Cells.Count(c => c.Trust.Verdict == v) }))]),
        };
        foreach (CellRecord cell in WrittenCells.Of(run))
        {
            JsonObject measures = [];
            foreach (Figure figure in WrittenCells.Figures)
            {
                if (figure.Of(cell.Summary) is { } estimate)
                {
                    measures[Measure(figure)] = Metric(estimate);
                }
            }

            benchmarks[Unused(PlainText.OneLine(cell.Id), benchmarks)] = measures;
        }

        writer.Write(benchmarks.ToJsonString(RunRecordJson.Options));
        writer.Write('\n');
    }

    private static JsonObject Metric(Estimate estimate)
    {
        JsonObject metric = new() { ["value"] = estimate.Median };
        if (estimate is { Low: { } low, High: { } high })
        {
            metric["lower_value"] = low;
            metric["upper_value"] = high;
        }

        return metric;
    }

    // Measures are slugs: the name of the figure with its unit last.
    private static string Measure(Figure figure)
    {
        string unit = figure.Unit switch { Unit.Nanoseconds => "-ns", Unit.Bytes => "-bytes", Unit.PerSecond => "-per-second", _ => "" };
        return figure.Name.Replace('.', '-') + unit;
    }

    // Ids that differ only in what is not shown of them.
    private static string Unused(string name, JsonObject benchmarks)
    {
        string unused = name;
        for (int i = 2; benchmarks.ContainsKey(unused); i++)
        {
            unused = $"{name} ({Quantity.Count(i)})";
        }

        return unused;
    }
}
