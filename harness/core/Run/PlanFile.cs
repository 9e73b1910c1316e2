using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;

namespace Bench.Harness.Run;

/// <summary>Plans as JSON with comments; members that no plan has are refused by name.</summary>
public static class PlanFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Reads the text of a plan.</summary>
    /// <param name="json">JSON, comments allowed.</param>
    /// <param name="name">Its path or name, for messages.</param>
    /// <exception cref="PlanException">It is none; the message says where and what.</exception>
    public static RunPlan Parse(string json, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<RunPlan>(json, Options) ?? throw new PlanException($"The plan {name} is empty: it has to be a JSON object.");
        }
        catch (JsonException e)
        {
            string where = e.LineNumber is long line ? $" (line {line + 1})" : "";
            string problem = e.Message.Contains("could not be mapped", StringComparison.Ordinal)
                ? $"'{e.Path?.TrimStart('$', '.')}' is no member of a plan. Members: {string.Join(", ", Members())}."
                : e.Path is { Length: > 2 } path ? $"member '{path.TrimStart('$', '.')}' has a value of the wrong kind." : e.Message;
            throw new PlanException($"The plan {name} can't be read{where}: {problem}", e);
        }
    }

    /// <summary>A plan as the run record holds it.</summary>
    public static JsonObject ToJson(RunPlan plan) => JsonSerializer.SerializeToNode(plan, Options)!.AsObject();

    /// <summary>Hexadecimal SHA-256 of a plan's compact JSON.</summary>
    public static string Sha256(JsonObject plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plan.ToJsonString())));
    }

    /// <summary>The JSON Schema of a plan file.</summary>
    public static string Schema()
    {
        JsonObject schema = Options.GetJsonSchemaAsNode(typeof(RunPlan), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true }).AsObject();
        var titled = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "rpcbench plan" };
        foreach ((string key, JsonNode? value) in schema)
        {
            titled[key] = value?.DeepClone();
        }
        titled["additionalProperties"] = false;
        return titled.ToJsonString(Options) + "\n";
    }

    private static IEnumerable<string> Members() => Options.GetTypeInfo(typeof(RunPlan)).Properties.Select(p => p.Name).Where(n => n != "$schema");
}
