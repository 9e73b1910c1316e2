using System.Text.Json;
using Bench.Harness.Bindings;
using Bench.Harness.Catalog;
using Bench.Harness.Examinations;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>The real machine, whatever it is like: the verdict and the exit code follow from the findings.</summary>
[Collection(ProcessTests.Name)]
public sealed class DoctorTests
{
    private static readonly string[] Names = [.. new PlugCatalog(typeof(EmittedBinding).Assembly).All<IExamination>().Select(e => e.Name)];

    [Fact]
    public async Task Its_findings_as_JSON_add_up_to_the_exit_code()
    {
        Command.Result result = await Command.RunAsync("doctor", "open-loop", "--json");

        JsonElement report = JsonDocument.Parse(result.Out).RootElement;
        Assert.Equal("rpcbench.doctor/1", report.GetProperty("schema").GetString());
        Assert.Equal("open-loop", report.GetProperty("plan").GetString());
        JsonElement[] examinations = [.. report.GetProperty("examinations").EnumerateArray()];
        Assert.Equal(Names, examinations.Select(e => e.GetProperty("name").GetString()));
        string[] found = [.. examinations.Select(e => e.GetProperty("fitness").GetString()!)];
        Assert.All(found, f => Assert.Contains(f, (string[])["fit", "note", "unfit"]));
        Assert.All(examinations.Where(e => e.GetProperty("fitness").GetString() != "fit"), e => Assert.NotEmpty(e.GetProperty("remedy").GetString()!));
        string worst = found.Contains("unfit") ? "unfit" : found.Contains("note") ? "note" : "fit";
        Assert.Equal(worst, report.GetProperty("fitness").GetString());
        Assert.Equal(worst == "unfit" ? 3 : 0, result.ExitCode);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Its_table_has_the_verdict_first_and_every_examination()
    {
        Command.Result result = await Command.RunAsync("doctor");

        Assert.True(result.ExitCode is 0 or 3, result.Error);
        string[] lines = result.Out.Split('\n');
        Assert.StartsWith(result.ExitCode == 0 ? "This machine is fit to measure 'quick'." : "This machine is not fit to measure 'quick' now: ", lines[0], StringComparison.Ordinal);
        Assert.All(Names, name => Assert.Contains(lines, l => l.TrimStart().StartsWith(name + " ", StringComparison.Ordinal)));
        Assert.All(lines, l => Assert.True(l.Length <= 120, l));
    }
}
