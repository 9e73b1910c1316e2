using Bench.Harness.Run;
using Bench.Tests.Results;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Run;

/// <summary>Plan files, and how plans override each other.</summary>
public sealed class PlanTests
{
    [Fact]
    public void The_published_schema_is_that_of_the_type() => Golden.Matches("scenarios/plans/plan.schema.json", PlanFile.Schema());

    [Fact]
    public void A_plan_reads_with_comments_and_trailing_commas()
    {
        RunPlan plan = PlanFile.Parse(
            """
            {
              // Two codecs.
              "$schema": "plan.schema.json",
              "codecs": ["json", "protobuf"],
              "rounds": 6,
              "failIf": ["p99>5ms"],
            }
            """,
            "two.json");

        Assert.Equal(["json", "protobuf"], plan.Codecs!);
        Assert.Equal(6, plan.Rounds);
        Assert.Equal(["p99>5ms"], plan.FailIf!);
        Assert.Null(plan.Scenarios);
        Assert.Null(plan.Duration);
    }

    [Theory]
    [InlineData("", "can't be read")]
    [InlineData("null", "is empty")]
    [InlineData("[]", "can't be read")]
    [InlineData("{\"codec\": [\"json\"]}", "'codec' is no member of a plan. Members: description, laboratory, scenarios,")]
    [InlineData("{\"rounds\": \"3\"}", "member 'rounds' has a value of the wrong kind")]
    [InlineData("{\n\"rounds\": 3\n\"seed\": 1}", "(line 3)")]
    public void What_is_no_plan_is_refused_by_name_and_place(string json, string message)
    {
        PlanException e = Assert.Throws<PlanException>(() => PlanFile.Parse(json, "mine.json"));
        Assert.Contains("mine.json", e.Message, StringComparison.Ordinal);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_written_reads_the_same()
    {
        RunPlan plan = PlanDefaults.Plan with { Scenarios = ["echo"], FailIf = ["errors>0"] };
        string json = PlanFile.ToJson(plan).ToJsonString();
        Assert.Equal(json, PlanFile.ToJson(PlanFile.Parse(json, "again")).ToJsonString());
    }

    [Fact]
    public void What_the_other_plan_gives_wins_and_the_rest_stays()
    {
        RunPlan both = new RunPlan { Codecs = ["json"], Rounds = 3, Seed = 7, Warmup = "1s" }.With(new RunPlan { Codecs = ["protobuf"], Rounds = 5 });

        Assert.Equal(["protobuf"], both.Codecs!);
        Assert.Equal(5, both.Rounds);
        Assert.Equal(7ul, both.Seed);
        Assert.Equal("1s", both.Warmup);
    }

    [Fact]
    public void A_count_takes_the_place_of_a_duration_and_the_other_way_round()
    {
        RunPlan counted = PlanDefaults.Plan.With(new RunPlan { Count = 100 });
        Assert.Equal(100, counted.Count);
        Assert.Null(counted.Duration);

        RunPlan timed = counted.With(new RunPlan { Duration = "1s" });
        Assert.Null(timed.Count);
        Assert.Equal("1s", timed.Duration);
    }

    [Fact]
    public void Variants_stay_what_they_are_but_for_the_time_that_is_measured()
    {
        RunPlan plan = new RunPlan { Variants = new Dictionary<string, RunPlan> { ["slow"] = new() { Duration = "10s", Warmup = "2s", Attempts = 3 } } };

        RunPlan counted = plan.With(new RunPlan { Count = 40, Attempts = 1 }).Variants!["slow"];
        Assert.Equal((null, null, "2s", 3), (counted.Duration, counted.Count, counted.Warmup, counted.Attempts));

        RunPlan cold = plan.With(new RunPlan { Warmup = "0ms" }).Variants!["slow"];
        Assert.Equal(("10s", null), (cold.Duration, cold.Warmup));
    }

    [Fact]
    public void A_choice_of_variants_keeps_those_alone_and_a_wrong_one_lists_the_right_ones()
    {
        var plan = new RunPlan { Variants = new Dictionary<string, RunPlan> { ["a"] = new(), ["b"] = new(), ["c"] = new() } };

        Assert.Equal(["a", "c"], PlanVariant.Only(plan, ["c", "a"]).Variants!.Keys);
        Assert.Contains("Its variants: a, b, c.", Assert.Throws<PlanException>(() => PlanVariant.Only(plan, ["a", "d"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, null, 2)]
    [InlineData(null, 3, 3)]
    [InlineData(2, 3, 3)]
    [InlineData(null, null, 4)]
    public void A_number_of_connections_is_the_pools_too_unless_it_has_its_own(int? connections, int? pool, int pooled)
    {
        RunPlan plan = PlanDefaults.Plan.With(new RunPlan { Connections = connections, Pool = pool });
        Assert.Equal(connections ?? 4, plan.Connections);
        Assert.Equal(pooled, plan.Pool);
    }

    [Fact]
    public void The_defaults_are_those_of_the_manual()
    {
        string manual = File.ReadAllText(SourceTree.File("docs/plans.md"));
        foreach ((string member, System.Text.Json.Nodes.JsonNode? value) in PlanFile.ToJson(PlanDefaults.Plan))
        {
            Assert.Contains($"| `{member}` | `{value!.ToJsonString()}` |", manual, StringComparison.Ordinal);
        }
        foreach (string member in System.Text.Json.Nodes.JsonNode.Parse(PlanFile.Schema())!["properties"]!.AsObject().Select(p => p.Key))
        {
            Assert.Contains($"| `{member}` |", manual, StringComparison.Ordinal);
        }
    }
}
