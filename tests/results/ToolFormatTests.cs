using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Reports;

namespace Bench.Tests.Results;

/// <summary>Formats that other tools read are as those tools document them.</summary>
public sealed partial class ToolFormatTests
{
    [Fact]
    public void Junit_counts_what_it_holds()
    {
        XElement root = XDocument.Parse(SampleRun.Render(new JunitReport(), SampleRun.Troubled())).Root!;

        Assert.Equal("testsuites", root.Name);
        Assert.All(root.Elements().Prepend(root), suite =>
        {
            Assert.Equal(suite.Descendants("testcase").Count(), Attribute(suite, "tests"));
            Assert.Equal(suite.Descendants("failure").Count(), Attribute(suite, "failures"));
            Assert.Equal(suite.Descendants("skipped").Count(), Attribute(suite, "skipped"));
        });
        Assert.Equal((10, 2, 1), (Attribute(root, "tests"), Attribute(root, "failures"), Attribute(root, "skipped")));
        Assert.All(root.Descendants("testcase"), c => Assert.NotEmpty(c.Attribute("classname")!.Value));
        Assert.DoesNotContain("hostname", root.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_absent_cell_is_skipped_in_the_suite_of_its_like()
    {
        RunRecord run = SampleRun.Matrix() with { Absent = [new AbsentCell("order/pooled/other/closed:16", "no such")] };
        XElement suite = Assert.Single(XDocument.Parse(SampleRun.Render(new JunitReport(), run)).Root!.Elements());
        Assert.Equal("order/pooled/other/closed:16", Assert.Single(suite.Elements(), c => c.Element("skipped") is not null).Attribute("name")!.Value);
    }

    [Fact]
    public void Entries_for_github_are_figures_of_which_less_is_better()
    {
        JsonElement[] entries = [.. JsonDocument.Parse(SampleRun.Render(new GithubReport(), SampleRun.Matrix())).RootElement.EnumerateArray()];

        Assert.All(entries, e =>
        {
            Assert.Empty(e.EnumerateObject().Select(m => m.Name).Except(["name", "unit", "value", "range", "extra"]));
            Assert.Equal(JsonValueKind.Number, e.GetProperty("value").ValueKind);
            Assert.NotEmpty(e.GetProperty("unit").GetString()!);
        });
        Assert.All(entries.Skip(1), e => Assert.Equal(Better.Lower, FigureCatalog.Get(e.GetProperty("name").GetString()!.Split(' ')[1]).Better));
        Assert.Equal(entries.Length, entries.Select(e => e.GetProperty("name").GetString()).Distinct().Count());
    }

    [Fact]
    public void Metrics_for_bencher_lie_between_their_bounds()
    {
        JsonElement root = JsonDocument.Parse(SampleRun.Render(new BmfReport(), SampleRun.Matrix())).RootElement;

        Assert.Equal(1 + SampleRun.Matrix().Cells.Count, root.EnumerateObject().Count());
        Assert.All(root.EnumerateObject().SelectMany(b => b.Value.EnumerateObject()), measure =>
        {
            Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", measure.Name);
            double value = measure.Value.GetProperty("value").GetDouble();
            Assert.True(!measure.Value.TryGetProperty("lower_value", out JsonElement lower) || lower.GetDouble() <= value, measure.Name);
            Assert.True(!measure.Value.TryGetProperty("upper_value", out JsonElement upper) || upper.GetDouble() >= value, measure.Name);
        });
    }

    [Fact]
    public void Lines_for_benchstat_are_one_a_launch_with_names_of_one_word()
    {
        RunRecord run = SampleRun.Troubled() with { Environment = SampleRun.Environment };
        string[] lines = SampleRun.Render(new BenchstatReport(), run).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] results = [.. lines.Where(l => l.StartsWith("Benchmark", StringComparison.Ordinal))];

        // Seven valid cells of three launches, but for one launch that was interrupted.
        Assert.Equal((7 * 3) - 1, results.Length);
        Assert.All(results, line => Assert.Matches(ResultLine(), line));
        Assert.All(lines.Except(results), line => Assert.True(line.StartsWith("# ", StringComparison.Ordinal) || ConfigurationLine().IsMatch(line) || line.StartsWith("Unit ", StringComparison.Ordinal), line));
        Assert.Equal(7, results.Select(l => l.Split(' ')[0]).Distinct().Count());
    }

    private static int Attribute(XElement of, string name) => int.Parse(of.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    // https://go.googlesource.com/proposal/+/master/design/14313-benchmark-format.md
    [GeneratedRegex(@"^Benchmark[^a-z\s]\S*(/[a-z]+=\S+)+-\d+ \d+( [0-9.eE+-]+ [a-zA-Z0-9./-]+)+$")]
    private static partial Regex ResultLine();

    [GeneratedRegex(@"^[a-z][^A-Z\s:]*: \S")]
    private static partial Regex ConfigurationLine();
}
