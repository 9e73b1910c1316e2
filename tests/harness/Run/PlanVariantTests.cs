using Bench.Codecs;
using Bench.Harness.Balancing;
using Bench.Harness.Catalog;
using Bench.Harness.Run;
using Bench.Scenarios;
using Bench.Transports.Carriers;

namespace Bench.Tests.Harness.Run;

/// <summary>Variants of a plan: cells that differ in anything but the axes.</summary>
public sealed class PlanVariantTests
{
    private static readonly PlugCatalog Plugs = new(typeof(RandomBalancing).Assembly, typeof(TcpCarrier).Assembly, typeof(JsonCodec).Assembly, typeof(EchoScenario).Assembly);

    private static readonly RunPlan One = new() { Scenarios = ["echo"], Transports = ["pooled"], Codecs = ["json"], Loads = ["closed:2"], Attempts = 2 };

    [Fact]
    public void Every_variant_gives_its_cells_and_the_plan_the_rest()
    {
        var matrix = CellMatrix.Of(
            One with { Variants = new Dictionary<string, RunPlan> { ["plain"] = new(), ["hedged"] = new() { Hedge = "20ms", Codecs = ["json", "protobuf"] } } }, Plugs);

        Assert.Equal(
            ["echo/pooled/json/closed:2/plain", "echo/pooled/json/closed:2/hedged", "echo/pooled/protobuf/closed:2/hedged"],
            matrix.Cells.Select(c => c.Id));
        Assert.All(matrix.Cells, c => Assert.Equal(2, c.Settings.Client.Retry.Attempts));
        Assert.Equal([null, 20.0, 20.0], matrix.Cells.Select(c => c.Settings.Client.Retry.Hedge?.TotalMilliseconds));
    }

    [Theory]
    [InlineData("{\"rounds\": 2}", "rounds")]
    [InlineData("{\"seed\": 2}", "seed")]
    [InlineData("{\"endpoint\": \"127.0.0.1:1\"}", "endpoint")]
    [InlineData("{\"inProcess\": false}", "inProcess")]
    [InlineData("{\"failIf\": [\"p99>1s\"]}", "failIf")]
    [InlineData("{\"variants\": {}}", "variants")]
    [InlineData("{\"description\": \"mine\"}", "description")]
    public void What_belongs_to_the_whole_run_is_refused_by_name(string variant, string member)
    {
        PlanException e = Assert.Throws<PlanException>(() => Matrix("mine", PlanFile.Parse(variant, "variant")));
        Assert.Contains($"The variant 'mine' has the member {member}", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    public void A_name_that_would_break_the_ids_of_cells_is_refused(string name) =>
        Assert.Contains($"A variant is named '{name}'", Assert.Throws<PlanException>(() => Matrix(name, new RunPlan())).Message, StringComparison.Ordinal);

    private static CellMatrix Matrix(string name, RunPlan variant) => CellMatrix.Of(One with { Variants = new Dictionary<string, RunPlan> { [name] = variant } }, Plugs);
}
