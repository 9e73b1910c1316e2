using Bench.Harness.Run;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Run;

/// <summary>Launches of real builds beside each other.</summary>
[Collection(ProcessTests.Name)]
public sealed class InterleavedRunTests
{
    private const string Plan = """
        { "scenarios": ["echo"], "transports": ["multiplexed"], "codecs": ["json", "messagepack"], "loads": ["closed:1"], "count": 20, "warmup": "20ms" }
        """;

    [Fact]
    public async Task A_launch_that_cant_be_used_is_repeated_with_those_of_all_builds()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("plan.json"), Plan);
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using BuildArm one = (await BuildArm.StartAsync("base", Command.Program("rpcbench"), folder.File("plan.json"), stop))!;
        await using BuildArm two = (await BuildArm.StartAsync("head", Command.Program("rpcbench"), folder.File("plan.json"), stop))!;
        var launches = new List<(int Round, string Cell, string Build)>();
        int judged = 0;
        var run = new InterleavedRun([one, two], seed: 1, (_, _, _) => ++judged != 2);

        Assert.True(await run.MeasureAsync(2, (round, cell, build) => launches.Add((round, cell, build)), stop));

        Assert.Equal((2, 1), (run.Rounds, run.Repeats));
        Assert.Equal(10, launches.Count);
        Assert.Equal(launches[0].Cell, launches[3].Cell);
        Assert.Equal(["base", "head"], launches.Take(2).Select(l => l.Build).Order(StringComparer.Ordinal));
        Assert.All([one, two], arm =>
        {
            Assert.Equal(2, arm.Measured.Cells.Count);
            Assert.All(arm.Measured.Cells, cell => Assert.Equal([1, 2], cell.Rounds.Select(r => r.Round)));
        });
    }

    [Fact]
    public async Task A_program_that_is_no_such_build_is_named()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("plan.json"), Plan);

        LaunchException failure = await Assert.ThrowsAsync<LaunchException>(
            () => BuildArm.StartAsync("base", "dotnet", folder.File("plan.json"), TestContext.Current.CancellationToken));

        Assert.Contains("(base) can't be measured", failure.Message, StringComparison.Ordinal);
    }
}
