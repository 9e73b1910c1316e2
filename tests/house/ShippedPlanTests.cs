using Bench.Codecs;
using Bench.Harness.Bindings;
using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Results.Laboratories;
using Bench.Scenarios;
using Bench.Tests.Support;
using Bench.Transports.Carriers;

namespace Bench.Tests.House;

/// <summary>The plans of <c>scenarios/plans/</c>.</summary>
[Collection(ProcessTests.Name)]
public sealed class ShippedPlanTests
{
    private static readonly PlugCatalog Plugs = new(typeof(EmittedBinding).Assembly, typeof(TcpCarrier).Assembly, typeof(JsonCodec).Assembly, typeof(EchoScenario).Assembly, typeof(ILaboratory).Assembly);

    // Of laboratories with many variants these few, which use everything that is special about them.
    private static readonly Dictionary<string, string> Some = new()
    {
        ["churn"] = "1000 ports",
        ["handshake"] = "metro",
        ["head-of-line"] = "loopback 5 %,100mbit 5 % one connection",
        ["heartbeat-tax"] = "1000 every 250ms,half-open every 250ms",
        ["registry-lab"] = "10 consumers,registry restart",
        ["retry-economics"] = "1 % budget,storm no budget",
    };

    public static TheoryData<string> Plans() =>
        [.. Directory.EnumerateFiles(SourceTree.File("scenarios/plans"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Where(n => n != "plan.schema").Order()];

    [Theory]
    [MemberData(nameof(Plans))]
    public void Every_plan_says_what_it_answers_and_loses_no_cell(string name)
    {
        CellMatrix matrix = Expand(name);
        Assert.False(string.IsNullOrWhiteSpace(matrix.Plan.Description));
        Assert.Equal("plan.schema.json", matrix.Plan.Schema);
        Assert.Empty(matrix.Absent);
        Assert.InRange(matrix.EstimatedTime!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(name == "ratios" ? 28 : matrix.Plan.Laboratory is null ? 10 : 5));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Every_plan_runs_by_its_name(string name)
    {
        using var folder = new TemporaryFolder();
        string[] variants = Some.TryGetValue(name, out string? some) ? ["--variants", some] : [];

        Command.Result result = await Command.RunAsync(["run", name, "--count", "40", "--warmup", "50ms", "--rounds", "1", .. variants, "--json", "--out", folder.Path]);

        Assert.True(result.ExitCode is 0 or 3, result.Error);
        RunRecord run = result.Record;
        Assert.Equal(Expand(name).Cells.Where(c => some is null || some.Split(',').Contains(c.Variant)).Select(c => c.Id), run.Cells.Select(c => c.Id));
        Assert.All(run.Cells, cell => Assert.True(cell.Rounds[0].Counts.Ok > 0, cell.Id));
        Assert.Equal(Expand(name).Plan.Laboratory, run.Laboratory?.Name);
        if (run.Laboratory is { } laboratory)
        {
            Assert.NotEmpty(laboratory.Answer);
            Assert.NotEmpty(laboratory.Tables[0].Rows);
        }
    }

    [Fact]
    public void Every_laboratory_has_a_plan_of_its_name() => Assert.Equal(
        Plugs.All<ILaboratory>().Select(l => l.Name).Order(StringComparer.Ordinal),
        Plans().Select(p => (string)p.Data).Where(p => Expand(p).Plan.Laboratory is not null).Order(StringComparer.Ordinal));

    private static CellMatrix Expand(string name) =>
        CellMatrix.Of(PlanFile.Parse(File.ReadAllText(SourceTree.File($"scenarios/plans/{name}.json")), name), Plugs);
}
