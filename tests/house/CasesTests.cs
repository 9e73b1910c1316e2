using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Tests.Support;

namespace Bench.Tests.House;

/// <summary>The list of cases and the tests that try them.</summary>
public sealed partial class CasesTests
{
    private const string Page = "docs/cases.md";

    [Fact]
    public void The_list_of_cases_names_every_class_that_tries_one_and_no_other()
    {
        string[] tried = [.. TriedIn(Directory.EnumerateFiles(SourceTree.File("tests"), "*Tests.cs", SearchOption.AllDirectories)).Distinct().Order()];

        Assert.Equal(tried, Listed().Distinct().Order());
    }

    [Fact]
    public void The_list_is_in_order_and_names_no_case_twice()
    {
        int[] numbers = [.. Row().Matches(DocLines.Text(Page)).Select(m => int.Parse(m.Groups["number"].Value, CultureInfo.InvariantCulture))];

        Assert.Equal(numbers.Distinct().Order(), numbers);
    }

    [Fact]
    public void Every_case_of_calls_connections_and_directories_is_tried()
    {
        int[] listed = [.. Listed().Select(l => int.Parse(l.Split(' ')[0], CultureInfo.InvariantCulture))];

        Assert.Empty(Enumerable.Range(17, 54 - 17 + 1).Except(listed));
    }

    private static IEnumerable<string> TriedIn(IEnumerable<string> files) =>
        files.SelectMany(f => Case().Matches(File.ReadAllText(f)).Select(m => $"{m.Groups["number"].Value} {Path.GetFileNameWithoutExtension(f)}"));

    private static IEnumerable<string> Listed() =>
        Row().Matches(DocLines.Text(Page)).SelectMany(row => TestClass().Matches(row.Groups["tests"].Value).Select(m => $"{row.Groups["number"].Value} {m.Groups["name"].Value}"));

    [GeneratedRegex(@"(?<=\b|_)Case(?<number>\d+)_")]
    private static partial Regex Case();

    [GeneratedRegex(@"^\| (?<number>\d+) \|.*\| (?<tests>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[A-Za-z]+Tests)`")]
    private static partial Regex TestClass();
}
