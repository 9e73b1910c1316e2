using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Bench.Harness.Record;

namespace Bench.Results.Store;

/// <summary>What a JSON document has to fulfil to be taken for a run record.</summary>
internal static class RunRecordDocument
{
    private const string Again = "Measure again, or take an unchanged copy of the file.";
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    // A member that a type takes in its constructor, and that is neither optional nor nullable, has to be there.
    private static readonly JsonSerializerOptions Whole = new(RunRecordJson.Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireParameters } },
    };

    public static JsonObject Of(RunRecord record, string path)
    {
        try
        {
            // By way of text, so that the checksum sees exactly the numbers a reader will.
            return JsonNode.Parse(JsonSerializer.Serialize(record, RunRecordJson.Options))!.AsObject();
        }
        catch (ArgumentException e)
        {
            throw new RunRecordException(path, null, $"a figure of the record is NaN or infinite: {e.Message}", "This is a defect: please report it.", e);
        }
    }

    public static JsonObject Parse(string json, string path)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: Strict) as JsonObject
                ?? throw new RunRecordException(path, "$", "the file is JSON, but no object.", "Give a run folder or its run.json.");
        }
        catch (JsonException e)
        {
            throw new RunRecordException(
                path, e.Path ?? PlaceOf(json), $"not JSON, or cut off (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}): {e.Message}", Again, e);
        }
    }

    // A reader of nodes does not know where it is; one of the record's types does.
    private static string PlaceOf(string json)
    {
        try
        {
            JsonSerializer.Deserialize<RunRecord>(json, RunRecordJson.Options);
            // The types overlook what a reader of nodes does not, such as a member that is there twice.
            return "$";
        }
        catch (JsonException e)
        {
            return e.Path ?? "$";
        }
    }

    public static void RequireSchema(JsonObject document, string path)
    {
        string found = document["schema"] switch
        {
            null => "no schema",
            JsonValue value when value.TryGetValue(out string? text) => $"the schema '{text}'",
            JsonNode other => $"a schema of kind {other.GetValueKind()}",
        };
        if (found != $"the schema '{RunRecord.CurrentSchema}'")
        {
            throw new RunRecordException(
                path, "$.schema", $"found {found}; this version reads '{RunRecord.CurrentSchema}'.", "Use the version of rpcbench that wrote it, or measure again.");
        }
    }

    /// <returns>False if there is no checksum.</returns>
    public static bool RequireIntegrity(JsonObject document, string path)
    {
        if (document[RunRecordChecksum.Member] is not { } integrity)
        {
            return false;
        }

        string? found = integrity is JsonObject member && member["sha256"] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
        string right = RunRecordChecksum.Of(document);
        return string.Equals(found, right, StringComparison.OrdinalIgnoreCase)
            ? true
            : throw new RunRecordException(
                path, "$.integrity.sha256", $"the checksum is {found ?? "missing"}, the content has {right}: the file was changed after it was written.", Again);
    }

    /// <summary>Every number of a round or a benchmark is finite and, but for the place of a pause and the difference of two clocks, not negative.</summary>
    public static void RequireFigures(JsonObject document, string path)
    {
        RequireNumbers(document["micro"], path);
        if (document["cells"] is not JsonArray cells)
        {
            return;
        }

        foreach (JsonNode? rounds in cells.Select(c => c is JsonObject cell ? cell["rounds"] : null))
        {
            RequireNumbers(rounds, path);
        }
    }

    public static RunRecord ToRecord(JsonObject document, string path)
    {
        try
        {
            return document.Deserialize<RunRecord>(Whole)!;
        }
        catch (JsonException e)
        {
            throw new RunRecordException(path, e.Path ?? "$", e.Message, Again, e);
        }
        catch (InvalidOperationException e)
        {
            throw new RunRecordException(path, "$", e.Message, Again, e);
        }
    }

    private static void RequireParameters(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo member in type.Properties.Where(m => m.AssociatedParameter is { HasDefaultValue: false, IsNullable: false }))
        {
            member.IsRequired = true;
        }
    }

    private static void RequireNumbers(JsonNode? node, string path)
    {
        switch (node)
        {
            case JsonObject members:
                foreach ((_, JsonNode? member) in members)
                {
                    RequireNumbers(member, path);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    RequireNumbers(item, path);
                }

                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                RequireNumber(value, path);
                break;
        }
    }

    private static void RequireNumber(JsonValue value, string path)
    {
        double number = value.GetValue<double>();
        bool mayBeNegative = value.GetPropertyNameOrNull() is "atMs" or "wallAheadNs";
        if (!double.IsFinite(number) || (number < 0 && !mayBeNegative))
        {
            throw new RunRecordException(path, value.GetPath(), $"{value.ToJsonString()} can't be: figures are finite and not below 0.", Again);
        }
    }

    private static string? GetPropertyNameOrNull(this JsonNode node) => node.Parent is JsonObject ? node.GetPropertyName() : null;
}
