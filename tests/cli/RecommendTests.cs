using System.Text.Json.Nodes;
using Bench.Cli;
using Bench.Results.Store;
using Bench.Tests.Results;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

[Collection(ProcessTests.Name)]
public sealed class RecommendTests
{
    [Fact]
    public async Task A_run_is_measured_and_recommended_from()
    {
        using var folder = new TemporaryFolder();
        Command.Result run = await Command.RunAsync(
            "run", "--scenarios", "echo", "--transports", "multiplexed,pooled", "--codecs", "messagepack", "--load", "closed:2", "--count", "200", "--warmup", "50ms", "--rounds", "2", "--out", folder.Path);
        Assert.True(run.ExitCode is ExitCode.Good or ExitCode.Untrusted, run.Error);

        Command.Result result = await Command.RunAsync("recommend", folder.Path, "--p99", "10s");

        // A machine that stands still may make a cell of so short a run invalid, but hardly both.
        Assert.True(result.ExitCode == ExitCode.Good, result.Out + result.Error);
        Assert.StartsWith("Trust: ", result.Out, StringComparison.Ordinal);
        Assert.Contains("Price: 0.04 per CPU-hour, an assumption", result.Out, StringComparison.Ordinal);
        Assert.Contains("multiplexed/messagepack/closed:2", result.Out, StringComparison.Ordinal);

        JsonNode json = JsonNode.Parse((await Command.RunAsync("recommend", folder.Path, "--p99", "10s", "--price-cpu-hour", "0.1", "--json")).Out)!;
        Assert.Equal("rpcbench.recommend/1", (string)json["schema"]!);
        Assert.Equal(0.1, (double)json["pricePerCpuHour"]!);
        JsonNode first = json["recommendations"]![0]!["candidates"]![0]!;
        Assert.Equal(1, (int)first["rank"]!);
        double cpu = (double)first["cpuNsPerCall"]!["median"]!;
        Assert.Equal(cpu / 3.6e6 * 0.1, (double)first["costPerMillion"]!["median"]!, 9);
    }

    [Fact]
    public async Task The_exit_code_says_whether_a_cell_meets_it()
    {
        using var folder = new TemporaryFolder();
        await RunRecordStore.WriteAsync(SampleRun.Matrix(), folder.Path);
        Assert.Equal(ExitCode.Good, (await Command.RunAsync("recommend", folder.Path, "--p99", "1s")).ExitCode);
        Assert.Equal(ExitCode.Crossed, (await Command.RunAsync("recommend", folder.Path, "--p99", "0.0001ms")).ExitCode);
        await RunRecordStore.WriteAsync(SampleRun.Complete([SampleRun.Cell("order", "pooled", "json", [SampleRun.Failed(1)])]), folder.Path);
        Assert.Equal(ExitCode.Untrusted, (await Command.RunAsync("recommend", folder.Path, "--p99", "1s")).ExitCode);
    }

    [Theory]
    [InlineData("--p99 has '5'", "--p99", "5")]
    [InlineData("--rate has '-1'", "--p99", "5ms", "--rate", "-1")]
    [InlineData("--price-cpu-hour has '-1'", "--p99", "5ms", "--price-cpu-hour", "-1")]
    [InlineData("no scenario 'eho'. It has: order", "--p99", "5ms", "--scenario", "eho")]
    [InlineData("'--p98'", "--p98", "5ms", "--p99", "5ms")]
    [InlineData("--p99", "--rate", "1")]
    public async Task What_cannot_be_followed_is_said(string message, params string[] options)
    {
        using var folder = new TemporaryFolder();
        await RunRecordStore.WriteAsync(SampleRun.Matrix(), folder.Path);
        Command.Result result = await Command.RunAsync(["recommend", folder.Path, .. options]);
        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_run_the_newest_is_taken()
    {
        using var folder = new TemporaryFolder();
        Command.Result none = await Command.RunInAsync(folder.Path, "recommend", "--p99", "1s");
        Assert.Equal(ExitCode.Usage, none.ExitCode);
        Assert.Contains("There is no stored run in rpcbench-results/ here.", none.Error, StringComparison.Ordinal);

        string older = await RunRecordStore.WriteAsync(SampleRun.Searched(), folder.File("rpcbench-results/b"));
        File.SetLastWriteTimeUtc(older, File.GetLastWriteTimeUtc(older).AddMinutes(-1));
        string newer = await RunRecordStore.WriteAsync(SampleRun.Matrix(), folder.File("rpcbench-results/a"));
        Command.Result found = await Command.RunInAsync(folder.Path, "recommend", "--p99", "1s");
        Assert.Equal(ExitCode.Good, found.ExitCode);
        Assert.Contains($"Run: {Path.GetRelativePath(folder.Path, newer)}", found.Out, StringComparison.Ordinal);
    }
}
