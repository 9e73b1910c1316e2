using System.Text.Json.Nodes;
using Bench.Cli;
using Bench.Harness.Record;
using Bench.Results.Store;
using Bench.Tests.Results;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

[Collection(ProcessTests.Name)]
public sealed class HistoryTests
{
    [Fact]
    public async Task Stored_runs_are_shown_over_time()
    {
        using var folder = new TemporaryFolder();
        for (int day = 0; day < 3; day++)
        {
            RunRecord run = SampleRun.Matrix();
            await RunRecordStore.WriteAsync(run with { StartedAt = run.StartedAt.AddDays(day) }, folder.File($"run-{day}"));
        }
        folder.File("notes.json", "{}");

        Command.Result result = await Command.RunAsync("history", folder.Path, "--figure", "p99,throughput", "--out", folder.File("page"));

        Assert.True(result.ExitCode == ExitCode.Good, result.Error);
        Assert.StartsWith("Trust: 3 records: ", result.Out, StringComparison.Ordinal);
        Assert.Contains("▅▅▅", result.Out, StringComparison.Ordinal);
        Assert.Contains($"skipped: {folder.File("notes.json")}", result.Out.Replace("\n", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("no series has so many", result.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("<h1>rpcbench: history of 3 records</h1>", await File.ReadAllTextAsync(folder.File("page/history.html")), StringComparison.Ordinal);

        JsonNode json = JsonNode.Parse((await Command.RunAsync("history", folder.Path, "--json")).Out)!;
        Assert.Equal("rpcbench.history/1", (string)json["schema"]!);
        Assert.Equal(3, json["machines"]![0]!["series"]![0]!["points"]!.AsArray().Count);
        Assert.Single(json["skipped"]!.AsArray());
    }

    [Fact]
    public async Task What_cannot_be_shown_is_said()
    {
        using var folder = new TemporaryFolder();
        await Refused($"There is no folder {folder.File("none")}", folder.File("none"));
        await Refused("There is no record in", folder.Path);
        folder.File("half.json", "{");
        await Refused(folder.File("half.json"), folder.Path);
        await Refused("There is no figure 'p98'. Figures: throughput,", folder.Path, "--figure", "p98");
    }

    private static async Task Refused(string message, params string[] arguments)
    {
        Command.Result result = await Command.RunAsync(["history", .. arguments]);
        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }
}
