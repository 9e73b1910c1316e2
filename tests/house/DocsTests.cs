using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bench.Cli;
using Bench.Cli.Calibrations;
using Bench.Codecs;
using Bench.Harness.Bindings;
using Bench.Harness.Catalog;
using Bench.Harness.Examinations;
using Bench.Harness.Run;
using Bench.Results.Checks;
using Bench.Results.Gates;
using Bench.Scenarios;
using Bench.Tests.Support;
using Bench.Transports.Carriers;

namespace Bench.Tests.House;

/// <summary>What the pages say exists.</summary>
[Collection(ProcessTests.Name)]
public sealed partial class DocsTests
{
    private static readonly string[] OtherCommands =
    [
        "dotnet build", "dotnet test", "dotnet format", "dotnet run --project tests -- --filter-", "RPCBENCH_UPDATE_GOLDEN=1 dotnet test", $"alias rpcbench='{DocLines.DotnetRun} --'",
    ];

    private static readonly PlugCatalog Plugs = new(typeof(EmittedBinding).Assembly, typeof(TcpCarrier).Assembly, typeof(JsonCodec).Assembly, typeof(EchoScenario).Assembly, typeof(ICheck).Assembly, typeof(ICalibration).Assembly);

    public static TheoryData<string> Pages => [.. DocLines.Pages];

    public static TheoryData<string> PagesWithCommands => [.. DocLines.Pages.Where(p => DocLines.Commands(p).Any(line => DocLines.Arguments(line) is not null))];

    [Theory]
    [MemberData(nameof(PagesWithCommands))]
    public async Task Every_command_runs(string page)
    {
        await using var commands = new DocCommands();
        foreach (string[] arguments in DocLines.Commands(page).Select(DocLines.Arguments).OfType<string[]>())
        {
            await commands.RunAsync(arguments);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Other_commands_are_known(string page) =>
        Assert.All(DocLines.Commands(page).Where(line => DocLines.Arguments(line) is null), line =>
            Assert.Contains(OtherCommands, known => line.StartsWith(known, StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_somewhere(string page) =>
        Assert.All(DocLines.Links(page), link =>
        {
            string[] parts = link.Split('#');
            string target = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
            Assert.True(Path.Exists(SourceTree.File(target)), $"{page} links to {link}");
            if (parts.Length == 2)
            {
                Assert.Contains(parts[1], Headings().Matches(DocLines.Text(target)).Select(m => m.Groups["text"].Value.ToLowerInvariant().Replace(' ', '-')));
            }
        });

    [Fact]
    public async Task Verbs_and_options_named_exist_and_every_option_is_explained()
    {
        string[] verbs = ["run", "serve", "list", "micro", "report", "recommend", "history", "compare", "gate", "ab", "doctor", "calibrate"];
        var options = new Dictionary<string, string[]>();
        foreach (string verb in verbs)
        {
            Command.Result help = await Command.RunAsync(verb, "--help");
            Assert.Equal(ExitCode.Good, help.ExitCode);
            options[verb] = [.. OptionsInHelp().Matches(help.Out).Select(m => m.Value)];
        }
        string[] all = [.. options.Values.SelectMany(o => o).Distinct()];

        // Options of the tools that contributors use.
        string[] others = ["--project", "--verify-no-changes", "--filter-class", "--filter-namespace", "--filter", "--job", "--list"];
        Assert.All(DocLines.Pages, page => Assert.All(DocLines.Options(page).Except(others), option => Assert.Contains(option, all)));
        string manual = DocLines.Text("docs/measuring.md");
        Assert.All(all.Where(o => o is not ("--help" or "--version")), option => Assert.Contains($"`{option}`", manual, StringComparison.Ordinal));
    }

    [Fact]
    public void The_exit_codes_of_the_readme_are_those_of_the_program()
    {
        IEnumerable<int> codes = typeof(ExitCode).GetFields().Select(f => (int)f.GetRawConstantValue()!);
        Assert.Equal(codes.Order(), ExitCodeRows().Matches(DocLines.Text("README.md")).Select(m => int.Parse(m.Groups["code"].Value, CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public void Every_check_is_explained_and_no_other() =>
        Assert.Equal(
            Plugs.All<ICheck>().Select(c => c.Name).Order(StringComparer.Ordinal),
            CheckRows().Matches(Section("docs/measuring.md", "## Trust")).Select(m => m.Groups["name"].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_examination_is_explained_in_its_order() =>
        Assert.Equal(
            Plugs.All<IExamination>().Select(e => e.Name),
            CheckRows().Matches(Section("docs/measuring.md", "## Fitness of the machine")).Select(m => m.Groups["name"].Value));

    [Fact]
    public void Every_calibration_is_explained_in_its_order() =>
        Assert.Equal(
            Plugs.All<ICalibration>().Select(c => c.Name),
            CheckRows().Matches(Section("docs/measuring.md", "## Calibration")).Select(m => m.Groups["name"].Value));

    [Fact]
    public void Plans_of_the_manual_can_be_run()
    {
        string[] plans = [.. DocLines.Fences("docs/plans.md", "json")];
        Assert.NotEmpty(plans);
        Assert.All(plans, json => Assert.Empty(CellMatrix.Of(PlanFile.Parse(json, "docs/plans.md"), Plugs).Absent));
        Assert.All(plans, json => Assert.NotNull(JsonNode.Parse(json)!["description"]));
    }

    [Fact]
    public void Policies_of_the_manual_can_be_followed()
    {
        string[] policies = [.. DocLines.Fences("docs/gates.md", "json")];
        Assert.NotEmpty(policies);
        Assert.All(policies, json => GatePolicyFile.Parse(json, "docs/gates.md"));
    }

    [Fact]
    public void The_codec_of_the_readme_is_that_of_the_codecs_page() =>
        Assert.Equal(DocLines.Fences("codecs/README.md", "csharp").Last(), DocLines.Fences("README.md", "csharp").Single());

    private static string Section(string page, string heading) =>
        DocLines.Text(page).Split(heading + "\n")[1].Split("\n## ")[0];

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"(?<=^\s+(-\S, )*)--[a-z][a-z0-9-]*", RegexOptions.Multiline)]
    private static partial Regex OptionsInHelp();

    [GeneratedRegex(@"^\| (?<code>\d+) \|", RegexOptions.Multiline)]
    private static partial Regex ExitCodeRows();

    [GeneratedRegex(@"^\| `(?<name>[a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex CheckRows();
}
