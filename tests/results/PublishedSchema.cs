using System.Text.Json.Nodes;
using Bench.Results.Schema;

namespace Bench.Tests.Results;

/// <summary>The schema of run records, as published.</summary>
internal static class PublishedSchema
{
    /// <summary>Where a document breaks the schema; empty if it does not.</summary>
    public static IReadOnlyList<string> Violations(string json) =>
        new JsonSchemaSubset(JsonNode.Parse(RunRecordSchema.Text())!.AsObject()).Errors(JsonNode.Parse(json));
}
