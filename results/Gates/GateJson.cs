using System.Text.Json;
using Bench.Results.Comparisons;

namespace Bench.Results.Gates;

/// <summary>A gate as JSON, for programs.</summary>
public static class GateJson
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "gate.json";

    /// <summary>The whole report.</summary>
    public static string Of(GateReport report) => JsonSerializer.Serialize(report, ComparisonJson.Options) + "\n";
}
