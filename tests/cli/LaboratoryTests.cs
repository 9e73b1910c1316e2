using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>Laboratories on the command line.</summary>
[Collection(ProcessTests.Name)]
public sealed class LaboratoryTests
{
    [Fact]
    public async Task The_answer_comes_right_after_the_verdict_and_a_stored_run_says_it_again()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync(
            "run", "retry-economics", "--variants", "5 % one attempt", "--count", "60", "--warmup", "50ms", "--rounds", "1", "--out", folder.Path);

        Assert.True(result.ExitCode is 0 or 3, result.Error);
        string[] parts = ["Trust: ", "retry-economics: what do retries buy", "Calls while requests fail at the servers", "attempts/call", "note: ", "Written: "];
        int[] places = [.. parts.Select(p => result.Out.IndexOf(p, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        Assert.DoesNotContain("What to pick", result.Out, StringComparison.Ordinal);
        Assert.All(result.Out.Split('\n'), line => Assert.True(line.Length <= 120, line));

        string written = await File.ReadAllTextAsync(folder.File("report.md"));
        File.Delete(folder.File("report.md"));
        Command.Result again = await Command.RunAsync("report", folder.Path, "--format", "md");
        Assert.Equal(0, again.ExitCode);
        Assert.Equal(written, await File.ReadAllTextAsync(folder.File("report.md")));
        Assert.Contains("## retry-economics", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_names_a_laboratory_that_there_is_not_is_refused_with_those_there_are()
    {
        using var folder = new TemporaryFolder();
        string plan = folder.File("plan.json", """{ "laboratory": "alchemy" }""");

        Command.Result result = await Command.RunAsync("run", plan, "--dry-run");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("laboratory 'alchemy'", result.Error, StringComparison.Ordinal);
        Assert.Contains("churn, handshake, head-of-line, heartbeat-tax, ratios, registry-lab, retry-economics", result.Error, StringComparison.Ordinal);
    }
}
