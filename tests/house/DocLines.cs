using System.Text.RegularExpressions;
using Bench.Tests.Support;

namespace Bench.Tests.House;

/// <summary>What the pages for people contain.</summary>
internal static partial class DocLines
{
    public const string DotnetRun = "dotnet run -c Release --project harness/cli";
    public const string Rpcbench = "rpcbench";

    /// <summary>Every page, relative to the repository's root.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "codecs/README.md", "scenarios/README.md", "results/README.md", "transports/README.md", "tests/README.md",
        .. Directory.EnumerateFiles(SourceTree.File("docs"), "*.md", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(SourceTree.Root, f)).Order(),
    ];

    public static string Text(string page) => File.ReadAllText(SourceTree.File(page)).ReplaceLineEndings("\n");

    /// <summary>The content of a page's fences in a language.</summary>
    public static IEnumerable<string> Fences(string page, string language) =>
        Fence().Matches(Text(page)).Where(m => m.Groups["language"].Value == language).Select(m => m.Groups["text"].Value);

    /// <summary>The command lines of a page, in order.</summary>
    public static IReadOnlyList<string> Commands(string page) =>
        [.. Fences(page, "sh").SelectMany(f => f.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    /// <summary>The arguments that a line gives to rpcbench; null if it runs something else.</summary>
    public static string[]? Arguments(string line)
    {
        string[] words = [.. Word().Matches(line).Select(m => m.Value.Trim('"'))];
        if (line == DotnetRun)
        {
            return [];
        }
        return line.StartsWith($"{DotnetRun} -- ", StringComparison.Ordinal) ? words[(Array.IndexOf(words, "--") + 1)..]
            : words[0] == Rpcbench ? words[1..]
            : null;
    }

    /// <summary>Relative links of a page, without anchors.</summary>
    public static IEnumerable<string> Links(string page) =>
        Link().Matches(Text(page)).Select(m => m.Groups["to"].Value).Where(to => !to.Contains("://", StringComparison.Ordinal));

    /// <summary>Every <c>--option</c> that a page names outside of its C# examples.</summary>
    public static IEnumerable<string> Options(string page) => Option().Matches(Fence().Replace(Text(page), "")).Select(m => m.Value).Distinct();

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\]\((?<to>[^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<=`|[(\s])--[a-z][a-z0-9-]+")]
    private static partial Regex Option();
}
