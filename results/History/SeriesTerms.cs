using System.Text.Json;
using System.Text.Json.Nodes;
using Bench.Harness.Record;

namespace Bench.Results.History;

/// <summary>Under which terms a cell was measured. With others its figures are others, so that each has a series of its own.</summary>
/// <param name="Json">The terms in one spelling: what is equal is the same series.</param>
internal readonly record struct SeriesTerms(string Json)
{
    // How long was measured changes how exact a figure is, not what it is about.
    private static readonly string[] Lengths = ["warmupMs", "durationMs", "count"];

    public static SeriesTerms Of(CellRecord cell, EnvironmentInfo environment)
    {
        JsonObject terms = JsonSerializer.SerializeToNode(cell.Options, RunRecordJson.Options)!.AsObject();
        foreach (string length in Lengths)
        {
            terms.Remove(length);
        }

        terms["binding"] = cell.Binding;
        terms["directory"] = cell.Directory;
        terms["inProcess"] = environment.InProcess;
        terms["server"] = environment.ServerEndpoint;
        return new SeriesTerms(terms.ToJsonString());
    }

    /// <summary>What is different here, e.g. <c>pool 8</c>; null if nothing is.</summary>
    public string? Beside(SeriesTerms other)
    {
        JsonObject mine = JsonNode.Parse(Json)!.AsObject();
        JsonObject others = JsonNode.Parse(other.Json)!.AsObject();
        string[] parts =
        [
            .. mine.Select(m => m.Key).Union(others.Select(m => m.Key))
                .Where(key => !JsonNode.DeepEquals(mine[key], others[key]))
                .Select(key => $"{key} {mine[key]?.ToJsonString().Trim('"') ?? "none"}"),
        ];
        return parts.Length == 0 ? null : string.Join(", ", parts);
    }
}
