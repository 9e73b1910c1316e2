using System.Text.Json;
using System.Text.Json.Serialization;
using Bench.Harness.Record;

namespace Bench.Results.Comparisons;

/// <summary>A comparison as JSON, for programs.</summary>
public static class ComparisonJson
{
    /// <summary>As records are spelled; a ratio of launches that vary without end has no number, and is a word.</summary>
    internal static JsonSerializerOptions Options { get; } = new(RunRecordJson.Options) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Every figure, what differs beside it, and what was not compared.</summary>
    public static string Of(CellPairs cells, IReadOnlyList<FigureComparison> figures)
    {
        ArgumentNullException.ThrowIfNull(cells);
        return JsonSerializer.Serialize(new { figures, cells.Differences, notCompared = cells.Unpaired }, Options);
    }
}
