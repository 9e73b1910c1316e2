using System.Text.Json.Nodes;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Tests.House;

namespace Bench.Tests.Harness.Run;

/// <summary>What a record says of the build, the plan and the machine that it comes from.</summary>
public class ProvenanceTests
{
    [Fact]
    public void A_build_knows_its_version_and_the_packages_of_its_program()
    {
        ToolInfo tool = BuildProbe.Tool();
        Assert.Matches(@"^\d+\.\d+\.\d+$", tool.Version);
        Assert.Matches("^[0-9a-f]{64}$", tool.PackagesSha256);
#if DEBUG
        Assert.True(tool.Debug);
#else
        Assert.Null(tool.Debug);
#endif
    }

    [Fact]
    public void A_build_within_a_repository_knows_its_commit_and_whether_there_were_changes()
    {
        Assert.SkipUnless(Path.Exists(Path.Combine(Repository.Root, ".git")), "the sources are in no git repository");
        ToolInfo tool = BuildProbe.Tool();
        Assert.Matches("^[0-9a-f]{40}$", tool.Commit);
        Assert.NotNull(tool.Dirty);
    }

    [Fact]
    public void Equal_plans_have_equal_hashes()
    {
        JsonObject Plan(int rounds) => PlanFile.ToJson(new RunPlan { Scenarios = ["echo"], Rounds = rounds });
        Assert.Equal(PlanFile.Sha256(Plan(3)), PlanFile.Sha256(Plan(3)));
        Assert.NotEqual(PlanFile.Sha256(Plan(3)), PlanFile.Sha256(Plan(4)));
        Assert.Matches("^[0-9a-f]{64}$", PlanFile.Sha256(Plan(3)));
    }

    [Fact]
    public void Equal_machines_have_equal_fingerprints_and_the_fingerprint_names_no_host()
    {
        var machine = new EnvironmentInfo { Cpu = "cpu", Cores = 2, Os = "os", Runtime = ".NET", Gc = "workstation", MemoryBytes = 4 };
        string print = EnvironmentProbe.FingerprintOf(machine);
        Assert.Matches("^[0-9a-f]{16}$", print);
        Assert.Equal(print, EnvironmentProbe.FingerprintOf(machine with { Runtime = ".NET 11", ServerEndpoint = "10.0.0.1:5" }));
        Assert.All(
            (EnvironmentInfo[])[machine with { Cpu = "other" }, machine with { Cores = 4 }, machine with { Os = "other" }, machine with { MemoryBytes = 8 }],
            other => Assert.NotEqual(print, EnvironmentProbe.FingerprintOf(other)));
    }
}
