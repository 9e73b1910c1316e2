using System.Text.Json.Nodes;
using Bench.Harness.Record;
using Bench.Results.Comparisons;
using Bench.Results.Gates;
using Bench.Results.Quantities;

namespace Bench.Tests.Results;

public sealed class GatePolicyTests
{
    private const string Whole = """
        {
          "$schema": "gate.schema.json",
          // Fixed before anything is measured.
          "rounds": 12,
          "falseAlarms": 0.01,
          "falsePasses": 0.1,
          "thresholds": { "client.cpu": "2.5%", "throughput": "off", "response.p99": "25 %" },
          "budgets": ["p99>5ms"],
          "cells": [
            { "cell": "order/*", "thresholds": { "client.cpu": "8%" }, "budgets": ["client.alloc>0"] },
            { "cell": "*/json/*", "thresholds": { "client.cpu": "9%", "throughput": "1%" } },
          ],
        }
        """;

    [Fact]
    public void The_published_schema_is_that_of_the_types() => Golden.Matches("results/schema/gate.schema.json", GatePolicyFile.Schema());

    [Fact]
    public void A_policy_fits_its_schema()
    {
        var schema = new JsonSchemaSubset(JsonNode.Parse(GatePolicyFile.Schema())!.AsObject());

        Assert.Empty(schema.Errors(JsonNode.Parse(Whole, documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip, AllowTrailingCommas = true })));
        Assert.NotEmpty(schema.Errors(JsonNode.Parse("""{ "rounds": "many" }""")));
        Assert.NotEmpty(schema.Errors(JsonNode.Parse("""{ "runs": 3 }""")));
    }

    [Theory]
    [InlineData("echo/pooled/protobuf/closed:16", "client.cpu", 0.025)]
    [InlineData("order/pooled/protobuf/closed:16", "client.cpu", 0.08)]
    [InlineData("order/pooled/json/closed:16", "client.cpu", 0.09)]
    [InlineData("order/pooled/protobuf/closed:16", "throughput", null)]
    [InlineData("order/pooled/json/closed:16", "throughput", 0.01)]
    [InlineData("order/pooled/json/closed:16", "response.p99", 0.25)]
    [InlineData("order/pooled/json/closed:16", "server.cpu", 0.04)]
    [InlineData("order/pooled/json/closed:16", "server.alloc", 0.01)]
    [InlineData("order/pooled/json/closed:16", "response.p999", null)]
    public void The_last_word_on_a_figure_of_a_cell_counts(string cell, string figure, double? threshold)
    {
        ComparisonTerms terms = GatePolicyFile.Parse(Whole, "gate.json").Terms();

        Assert.Equal((12, 0.01, 0.1), (terms.Rounds, terms.FalseAlarms, terms.FalsePasses));
        Assert.Equal(threshold, terms.ThresholdOf(cell, FigureCatalog.Get(figure)));
    }

    [Fact]
    public void Budgets_of_a_cell_are_added_to_those_of_all()
    {
        GateRules rules = GatePolicyFile.Parse(Whole, "gate.json");
        RunRecord run = SampleRun.Matrix();

        Assert.All(run.Cells, c => Assert.Equal(["p99>5ms", "client.alloc>0"], rules.BudgetsOf(c).Select(b => b.Expression)));
        Assert.Equal(["p99>5ms"], rules.BudgetsOf(run.Cells[0] with { Id = "echo/pooled/x/closed:1" }).Select(b => b.Expression));
    }

    [Fact]
    public void Without_a_policy_the_default_counts()
    {
        ComparisonTerms terms = GateRules.Default.Terms();

        Assert.Equal((20, 0.001, 0.05), (terms.Rounds, terms.FalseAlarms, terms.FalsePasses));
        Assert.Equal(
            ["throughput 0.1", "attempts 0.01", "response.p50 0.1", "client.cpu 0.04", "client.alloc 0.01", "server.cpu 0.04", "server.alloc 0.01", "wire.out 0.01", "wire.in 0.01"],
            FigureCatalog.All.Where(f => terms.ThresholdOf("any", f) is not null).Select(f => FormattableString.Invariant($"{f.Name} {terms.ThresholdOf("any", f)}")));
    }

    [Theory]
    [InlineData("""{ "runs": 3 }""", "'runs' is no member", "rounds, falseAlarms")]
    [InlineData("""{ "cells": [{ "cell": "*", "threshold": {} }] }""", "'cells[0].threshold' is no member", "cell, thresholds, budgets")]
    [InlineData("""{ "cells": [{ "budgets": [] }] }""", "cell", "line 1")]
    [InlineData("""{ "rounds": "many" }""", "'rounds'", "wrong kind")]
    [InlineData("""{ "rounds": 1 }""", "rounds is 1", "2 to 1000")]
    [InlineData("""{ "rounds": 1001 }""", "rounds is 1001", "2 to 1000")]
    [InlineData("""{ "falseAlarms": 0 }""", "falseAlarms is 0", "above 0")]
    [InlineData("""{ "falsePasses": 0.5 }""", "falsePasses is 0.5", "below 0.5")]
    [InlineData("""{ "thresholds": { "p99": "3%" } }""", "'p99'", "response.p99")]
    [InlineData("""{ "thresholds": { "connections.peak": "3%" } }""", "'connections.peak'", "good direction")]
    [InlineData("""{ "thresholds": { "client.cpu": "3" } }""", "thresholds.client.cpu is '3'", "\"3%\"")]
    [InlineData("""{ "thresholds": { "client.cpu": "0%" } }""", "thresholds.client.cpu is '0%'", "above 0 %")]
    [InlineData("""{ "budgets": ["p99>5"] }""", "budgets[0]: The threshold 'p99>5'", "unit of time")]
    [InlineData("""{ "cells": [{ "cell": "*", "budgets": ["p98>5ms"] }] }""", "cells[0].budgets[0]", "p98")]
    [InlineData("""{ "rounds": 3, "rounds": 4 }""", "rounds", "uplicate")]
    [InlineData("[]", "gate.json", "can't be read")]
    [InlineData("", "gate.json", "can't be read")]
    [InlineData("null", "gate.json", "empty")]
    public void What_is_wrong_is_named_with_the_value_and_what_would_be_right(string json, string value, string right)
    {
        string message = Assert.Throws<GatePolicyException>(() => GatePolicyFile.Parse(json, "gate.json")).Message;

        Assert.Contains("gate.json", message, StringComparison.Ordinal);
        Assert.Contains(value, message, StringComparison.Ordinal);
        Assert.Contains(right, message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_fits_no_cell_is_named_with_the_cells()
    {
        GateRules rules = GatePolicyFile.Parse("""{ "cells": [{ "cell": "order/*" }, { "cell": "ordr/*" }] }""", "gate.json");

        string message = Assert.Throws<GatePolicyException>(() => rules.RequireCells(SampleRun.Matrix())).Message;

        Assert.Contains("cells[1].cell is 'ordr/*'", message, StringComparison.Ordinal);
        Assert.Contains("order/pooled/json/closed:16", message, StringComparison.Ordinal);
    }
}
