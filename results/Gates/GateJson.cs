using System.Text.Json;
using Bench.Harness.Record;

namespace Bench.Results.Gates;

/// <summary>A gate as JSON, for programs.</summary>
public static class GateJson
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "gate.json";

    // A ratio of launches that vary without end has no number.
    private static readonly JsonSerializerOptions Options = new(RunRecordJson.Options) { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The whole report.</summary>
    public static string Of(GateReport report) => JsonSerializer.Serialize(report, Options) + "\n";
}
