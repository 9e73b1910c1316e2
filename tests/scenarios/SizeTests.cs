using System.Globalization;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Tests.Codecs;
using Bench.Tests.Results;
using Bench.Tests.Support;

namespace Bench.Tests.Scenarios;

public sealed class SizeTests
{
    private const string Readme = "scenarios/README.md";

    [Theory]
    [InlineData("echo", "messagepack", 50, 65, 50, 65)]
    [InlineData("echo", "json", 75, 110, 75, 110)]
    [InlineData("echo-1k", "messagepack", 85, 115, 1000, 1050)]
    [InlineData("order", "messagepack", 1700, 2200, 1700, 2200)]
    [InlineData("order", "json", 2600, 3100, 2600, 3200)]
    [InlineData("page", "json", 30, 80, 85_000, 105_000)]
    [InlineData("page", "messagepack", 10, 40, 36_000, 44_000)]
    [InlineData("text", "messagepack", 11_000, 13_500, 11_000, 13_500)]
    [InlineData("numbers", "messagepack", 13_900, 14_200, 13_900, 14_200)]
    [InlineData("numbers", "protobuf", 12_800, 12_950, 12_800, 12_950)]
    [InlineData("blob", "messagepack", 65_536, 65_600, 65_536, 65_600)]
    [InlineData("blob", "json", 87_380, 87_500, 87_380, 87_500)]
    [InlineData("raw-1k", "bytes", 100, 100, 1024, 1024)]
    [InlineData("raw-1k", "messagepack", 100, 110, 1024, 1034)]
    public async Task Messages_are_about_as_large_as_said(
        string scenarioName, string codecName, double requestLow, double requestHigh, double replyLow, double replyHigh)
    {
        IScenario scenario = TestScenarios.Find(scenarioName);
        PayloadCheck sizes = await scenario.CreateOperations(1)[0].CheckPayloadsAsync(scenario.CreateService(), TestCodecs.Find(codecName));
        Assert.InRange(sizes.RequestBytes, requestLow, requestHigh);
        Assert.InRange(sizes.ReplyBytes, replyLow, replyHigh);
    }

    [Fact]
    public async Task The_table_in_the_readme_is_true()
    {
        // Those that ship, as one that somebody adds costs no change here.
        ICodec[] codecs = [.. TestCodecs.All.Where(c => c is IRankedPlug)];
        var table = new List<string>
        {
            $"| scenario | method | {string.Join(" | ", codecs.Select(c => c.Name))} |",
            $"|---|---|{string.Concat(codecs.Select(_ => "---:|"))}",
        };
        foreach (IScenario scenario in TestScenarios.All.Where(s => s is IRankedPlug))
        {
            foreach (IOperation operation in scenario.CreateOperations(1))
            {
                var sizes = new List<string>();
                foreach (ICodec codec in codecs)
                {
                    sizes.Add(operation.MessageTypes.All(t => codec.WhyNot(t) is null) ? Text(await operation.CheckPayloadsAsync(scenario.CreateService(), codec)) : "–");
                }
                table.Add($"| `{scenario.Name}` | {operation.Method} | {string.Join(" | ", sizes)} |");
            }
        }
        string[] page = await File.ReadAllLinesAsync(SourceTree.File(Readme), TestContext.Current.CancellationToken);
        int from = Array.FindIndex(page, line => line.StartsWith("| scenario ", StringComparison.Ordinal));
        int until = Array.FindIndex(page, from, line => !line.StartsWith('|'));
        Golden.Matches(Readme, string.Concat(page[..from].Concat(table).Concat(page[until..]).Select(line => line + '\n')));
    }

    private static string Text(PayloadCheck sizes) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Round(sizes.RequestBytes):N0} / {Math.Round(sizes.ReplyBytes):N0}");
}
