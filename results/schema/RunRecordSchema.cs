using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Bench.Harness.Record;

namespace Bench.Results.Schema;

/// <summary>The published JSON Schema of the run record, derived from its types.</summary>
public static class RunRecordSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    // Units come last in names, so that a member's name tells its description.
    private static readonly (string Suffix, string Description)[] Units =
    [
        ("Ns", "nanoseconds"),
        ("NsPerCall", "nanoseconds per call"),
        ("Ms", "milliseconds"),
        ("PerSecond", "per second"),
        ("BytesPerCall", "bytes per call"),
        ("OutPerCall", "bytes per call"),
        ("InPerCall", "bytes per call"),
        ("Bytes", "bytes"),
        ("Hdr", "base64 of gzip of HdrHistogram V2, uncompressed encoding"),
    ];

    /// <summary>The schema as the file <c>run-record.schema.json</c> holds it.</summary>
    public static string Text()
    {
        JsonSerializerOptions options = new(RunRecordJson.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        JsonObject schema = new()
        {
            ["$schema"] = Dialect,
            ["title"] = RunRecord.CurrentSchema,
            ["description"] = "Everything one run of rpcbench measured. A figure that was not measured is absent, never 0. Members may be added, not renamed.",
        };
        JsonSchemaExporterOptions exporter = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };
        foreach ((string name, JsonNode? member) in options.GetJsonSchemaAsNode(typeof(RunRecord), exporter).AsObject())
        {
            schema[name] = member?.DeepClone();
        }

        schema["properties"]!["schema"] = new JsonObject { ["const"] = RunRecord.CurrentSchema };
        schema["required"]!.AsArray().Insert(0, "schema");
        return schema.ToJsonString(options) + "\n";
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        string? member = context.PropertyInfo?.Name;
        string? description = member is null ? null : Units.FirstOrDefault(u => member.EndsWith(u.Suffix, StringComparison.Ordinal)).Description;
        if (description is not null && schema is JsonObject node)
        {
            node.Insert(0, "description", description);
        }

        return schema;
    }
}
