using System.Globalization;
using Bench.Harness.Contracts;
using Bench.Tests.Codecs;

namespace Bench.Tests.Scenarios;

public sealed class SizeTests
{
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
        string[][] table = [.. (await File.ReadAllLinesAsync(ReadmePath(), TestContext.Current.CancellationToken))
            .SkipWhile(line => !line.StartsWith("| scenario ", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];
        string[] codecs = table[0][2..];
        Assert.True(table.Length > 8 && codecs.Length > 2);
        foreach (string[] row in table[2..])
        {
            IScenario scenario = TestScenarios.Find(row[0].Trim('`'));
            IOperation operation = scenario.CreateOperations(1).Single(o => o.Method == row[1]);
            var measured = new List<string>();
            foreach (string codec in codecs)
            {
                PayloadCheck sizes = await operation.CheckPayloadsAsync(scenario.CreateService(), TestCodecs.Find(codec));
                measured.Add(string.Create(CultureInfo.InvariantCulture, $"{Math.Round(sizes.RequestBytes):N0} / {Math.Round(sizes.ReplyBytes):N0}"));
            }
            Assert.Equal(string.Join(" | ", [.. row[..2], .. measured]), string.Join(" | ", row));
        }
    }

    private static string ReadmePath()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Bench.sln")))
        {
            folder = folder.Parent;
        }
        return Path.Combine(folder!.FullName, "scenarios", "README.md");
    }
}
