using System.Text.Json.Nodes;
using Bench.Harness.Record;
using Bench.Results.Schema;
using Bench.Results.Store;
using Xunit;

namespace Bench.Tests.Results;

public sealed class SchemaTests
{
    private static readonly JsonSchemaSubset Schema = new(JsonNode.Parse(RunRecordSchema.Text())!.AsObject());

    [Fact]
    public void The_published_schema_is_that_of_the_types() => Golden.Matches("results/schema/run-record.schema.json", RunRecordSchema.Text());

    [Fact]
    public void Records_are_valid()
    {
        Assert.Empty(Schema.Errors(Document(SampleRun.Matrix())));
        Assert.Empty(Schema.Errors(Document(SampleRun.Matrix(6))));
        Assert.Empty(Schema.Errors(Document(SampleRun.Troubled())));
    }

    [Fact]
    public void Members_of_newer_versions_are_allowed()
    {
        JsonObject document = Document(SampleRun.Matrix());
        document["colour"] = "blue";
        document["cells"]![0]!["rounds"]![0]!["counts"]!["hedged"] = 3;
        Assert.Empty(Schema.Errors(document));
    }

    [Theory]
    [InlineData("schema", "\"rpcbench.run/2\"")]
    [InlineData("seed", "\"1\"")]
    [InlineData("cells", "{}")]
    [InlineData("trust", "{\"verdict\":\"good\",\"findings\":[]}")]
    public void What_is_wrong_is_invalid(string member, string value)
    {
        JsonObject document = Document(SampleRun.Matrix());
        document[member] = JsonNode.Parse(value);
        Assert.NotEmpty(Schema.Errors(document));
        document.Remove(member);
        Assert.Contains($"$: lacks {member}", Schema.Errors(document));
    }

    private static JsonObject Document(RunRecord run) => JsonNode.Parse(RunRecordStore.ToJson(run))!.AsObject();
}
