using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Bench.Cli.Verbs;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Results.Reports;
using Bench.Tests.Support;

namespace Bench.Tests.Results;

/// <summary>The command of a report measures the plan of its record.</summary>
[Collection(ProcessTests.Name)]
public sealed class RunAgainTests
{
    [Fact]
    public async Task A_shell_that_is_given_the_command_asks_for_the_same_plan()
    {
        RunPlan plan = new()
        {
            Description = "not an option",
            Scenarios = ["echo", "order"],
            Transports = ["pooled+tls"],
            Codecs = ["json", "messagepack"],
            Loads = ["closed:4", "capacity:p99<5ms,errors<0.1%", "ramp:0..10@1s,10@2s"],
            Binding = "emitted",
            Duration = "1s",
            Warmup = "steady",
            Rounds = 3,
            Seed = 7,
            Deadline = "10s",
            Heartbeat = "1s",
            Connections = 4,
            Pool = 5,
            Preconnect = true,
            Pin = false,
            Ports = 100,
            Weights = new Dictionary<string, int> { ["EchoAsync"] = 9, ["ReadAsync"] = 1 },
            Attempts = 2,
            RetryBudget = "0.1",
            Hedge = "5ms",
            Directory = "embedded",
            Providers = 2,
            Lease = "3s",
            Consumers = 1,
            Balancing = "random",
            Link = "delay=20ms,jitter=2ms",
            Faults = ["at 2s reset 50%", "at 3s kill provider 2"],
            Endpoint = "unix:/tmp/it's $HOME.sock",
            InProcess = true,
            FailIf = ["p99>5ms", "errors>0.1%"],
        };
        string command = Command(PlanFile.ToJson(plan))!;

        RunPlan parsed = Parsed(await WordsAsync(command));

        Assert.Equal(PlanFile.ToJson(plan with { Description = null, Pin = null }).ToJsonString(), PlanFile.ToJson(parsed).ToJsonString());
    }

    [Theory]
    [InlineData("""{ "laboratory": "churn" }""")]
    [InlineData("""{ "variants": { "a": { "rounds": 1 } } }""")]
    [InlineData("""{ "codecs": ["a,b"] }""")]
    [InlineData("""{ "codecs": ["a\u202Eb"] }""")]
    [InlineData("""{ "link": "a\nb" }""")]
    [InlineData("""{ "another": { "deep": [] } , "list": [1] }""")]
    public void What_options_can_not_say_is_left_to_the_plan(string plan)
    {
        Assert.Null(Command(JsonNode.Parse(plan)!.AsObject()));
        RunRecord run = SampleRun.Matrix() with { Plan = JsonNode.Parse(plan)!.AsObject() };
        string page = SampleRun.Render(new MarkdownReport(), run);
        Assert.Contains("save the plan below as `plan.json`, then `rpcbench run plan.json`", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', page);
    }

    private static string? Command(JsonObject plan)
    {
        string[] lines = SampleRun.Render(new MarkdownReport(), SampleRun.Matrix() with { Plan = plan }).Split('\n');
        int at = Array.IndexOf(lines, "```sh");
        return at < 0 ? null : lines[at + 1];
    }

    private static async Task<string[]> WordsAsync(string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"rpcbench() {{ printf '%s\\0' \"$@\"; }}; {command}"]) { RedirectStandardOutput = true };
        using var shell = Process.Start(start)!;
        string all = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return all.TrimEnd('\0').Split('\0');
    }

    private static RunPlan Parsed(string[] words)
    {
        Assert.Equal("run", words[0]);
        var options = new RunOptions();
        var command = new System.CommandLine.Command("run");
        options.AddTo(command);
        ParseResult parsed = command.Parse(words[1..]);
        Assert.Empty(parsed.Errors);
        return options.Overrides(parsed);
    }
}
