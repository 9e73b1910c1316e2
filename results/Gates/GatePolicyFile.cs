using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Bench.Results.Gates;

/// <summary>Policies as JSON with comments; members that no policy has are refused by name.</summary>
public static class GatePolicyFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Reads the text of a policy.</summary>
    /// <param name="json">JSON, comments allowed.</param>
    /// <param name="name">Its path, for messages.</param>
    /// <exception cref="GatePolicyException">It is none; the message says where and what.</exception>
    public static GateRules Parse(string json, string name)
    {
        try
        {
            GatePolicy policy = JsonSerializer.Deserialize<GatePolicy>(json, Options) ?? throw new GatePolicyException("it is empty; it has to be a JSON object.");
            return GateRules.Of(policy);
        }
        catch (JsonException e)
        {
            string where = e.LineNumber is long line ? $" (line {line + 1})" : "";
            string member = e.Path?.TrimStart('$', '.') ?? "";
            string problem = e.Message.Contains("could not be mapped", StringComparison.Ordinal)
                ? $"'{member}' is no member of a policy. Members: {string.Join(", ", Members(typeof(GatePolicy)))}; of an entry of cells: {string.Join(", ", Members(typeof(CellPolicy)))}."
                : member.Length > 0 && e.InnerException is not null ? $"member '{member}' has a value of the wrong kind." : e.Message;
            throw new GatePolicyException($"The policy {name} can't be read{where}: {problem}", e);
        }
        catch (GatePolicyException e)
        {
            throw new GatePolicyException($"The policy {name} can't be followed: {e.Message}", e);
        }
    }

    /// <summary>The JSON Schema of a policy, as the file <c>gate.schema.json</c> holds it.</summary>
    public static string Schema()
    {
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true };
        JsonObject schema = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "rpcbench gate policy",
            ["description"] = "What a gate lets pass, fixed before anything is measured. Members may be added, not renamed.",
        };
        foreach ((string key, JsonNode? value) in Options.GetJsonSchemaAsNode(typeof(GatePolicy), exporter).AsObject())
        {
            schema[key] = value?.DeepClone();
        }

        schema["additionalProperties"] = false;
        return schema.ToJsonString(Options) + "\n";
    }

    private static IEnumerable<string> Members(Type type) => Options.GetTypeInfo(type).Properties.Select(p => p.Name).Where(n => n != "$schema");
}
