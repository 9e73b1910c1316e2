using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bench.Tests.Results;

/// <summary>Validates against the part of JSON Schema that the published schema uses; any other keyword is an error, so that none is skipped.</summary>
internal sealed class JsonSchemaSubset(JsonObject root)
{
    private static readonly string[] Annotations = ["$schema", "title", "description", "default"];

    /// <summary>What is wrong; empty if the document is valid.</summary>
    public IReadOnlyList<string> Errors(JsonNode? document) => [.. Check(root, document, "$")];

    private IEnumerable<string> Check(JsonNode schema, JsonNode? value, string path) => schema switch
    {
        JsonValue truth when truth.TryGetValue(out bool any) => any ? [] : [$"{path}: nothing is allowed here"],
        JsonObject keywords => keywords.Where(k => !Annotations.Contains(k.Key)).SelectMany(k => Keyword(keywords, k.Key, k.Value!, value, path)),
        _ => throw new NotSupportedException($"schema {schema.ToJsonString()}"),
    };

    private IEnumerable<string> Keyword(JsonObject schema, string keyword, JsonNode rule, JsonNode? value, string path) => keyword switch
    {
        "type" => Types(rule).Any(t => IsOf(t, value)) ? [] : [$"{path}: {value?.ToJsonString() ?? "null"} is not of type {rule.ToJsonString()}"],
        "const" => JsonNode.DeepEquals(rule, value) ? [] : [$"{path}: is not {rule.ToJsonString()}"],
        "enum" => rule.AsArray().Any(e => JsonNode.DeepEquals(e, value)) ? [] : [$"{path}: is none of {rule.ToJsonString()}"],
        "format" or "pattern" => value is JsonValue ? [] : [$"{path}: is no value"],
        "required" => rule.AsArray().Select(r => r!.GetValue<string>()).Where(r => value is JsonObject o && !o.ContainsKey(r)).Select(r => $"{path}: lacks {r}"),
        "properties" => value is not JsonObject members ? [] : rule.AsObject()
            .Where(p => members.ContainsKey(p.Key)).SelectMany(p => Check(p.Value!, members[p.Key], $"{path}.{p.Key}")),
        "additionalProperties" => value is not JsonObject members ? [] : members
            .Where(m => schema["properties"]?[m.Key] is null).SelectMany(m => Check(rule, m.Value, $"{path}.{m.Key}")),
        "items" => value is not JsonArray items ? [] : items.SelectMany((item, i) => Check(rule, item, $"{path}[{i}]")),
        "minimum" => value is JsonValue number && number.GetValue<double>() < rule.GetValue<double>() ? [$"{path}: below {rule}"] : [],
        "$ref" => Check(Resolve(rule.GetValue<string>()), value, path),
        "anyOf" => rule.AsArray().Any(s => !Check(s!, value, path).Any()) ? [] : [$"{path}: matches none of the alternatives"],
        _ => throw new NotSupportedException($"keyword {keyword} at {path}"),
    };

    private JsonNode Resolve(string reference) => reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(
        (JsonNode)root, (at, step) => at is JsonArray items ? items[int.Parse(step, null)]! : at[step.Replace("~1", "/", StringComparison.Ordinal)]!);

    private static IEnumerable<string> Types(JsonNode rule) => rule is JsonArray several ? several.Select(t => t!.GetValue<string>()) : [rule.GetValue<string>()];

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("null", JsonValueKind.Null) => true,
        ("integer", JsonValueKind.Number) => !value!.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E'),
        _ => false,
    };
}
