using System.Globalization;
using System.Text.Json.Nodes;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>
/// Entries for github-action-benchmark with <c>tool: customSmallerIsBetter</c>: those figures of which less is better. The first entry
/// is the number of invalid cells, so that a chart of nothing is noticed too; it and every other entry say the trust in <c>extra</c>.
/// </summary>
public sealed class GithubReport : IReport
{
    /// <inheritdoc/>
    public string Name => "github";

    /// <inheritdoc/>
    public string Summary => "entries for github-action-benchmark (customSmallerIsBetter)";

    /// <inheritdoc/>
    public string FileName => "github-action-benchmark.json";

    /// <inheritdoc/>
    public void Write(RunRecord run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(writer);
        JsonArray entries = new(Invalid(run));
        foreach (CellRecord cell in WrittenCells.Of(run))
        {
            foreach (Figure figure in WrittenCells.Figures.Where(f => f.Better == Better.Lower))
            {
                if (figure.Of(cell.Summary) is { } estimate)
                {
                    entries.Add(Entry(cell, figure, estimate));
                }
            }
        }

        writer.Write(entries.ToJsonString(RunRecordJson.Options));
        writer.Write('\n');
    }

    private static JsonObject Invalid(RunRecord run)
    {
        string[] leftOut = [.. WrittenCells.LeftOut(run).Select(c => $"left out: {PlainText.OneLine(c.Cell.Id)}: {c.Why}")];
        return new JsonObject
        {
            ["name"] = "rpcbench trust: cells left out",
            ["unit"] = "cells",
            ["value"] = leftOut.Length,
            ["extra"] = string.Join('\n', leftOut.Prepend(TrustText.Line(run))),
        };
    }

    private static JsonObject Entry(CellRecord cell, Figure figure, Estimate estimate)
    {
        JsonObject entry = new()
        {
            ["name"] = PlainText.OneLine($"{cell.Id} {figure.Name}"),
            ["unit"] = figure.Unit == Unit.Nanoseconds ? "ns" : "bytes",
            ["value"] = estimate.Median,
        };
        if (estimate is { Low: { } low, High: { } high })
        {
            entry["range"] = string.Create(CultureInfo.InvariantCulture, $"95 %: {low:0.###} to {high:0.###}");
        }

        entry["extra"] = $"trust: {TrustText.Word(cell.Trust.Verdict)}\nlaunches: {Quantity.Count(Statistics.Summary.Finished(cell.Rounds).Count)}";
        return entry;
    }
}
