using System.Text.RegularExpressions;

namespace Bench.Tests.House;

/// <summary>What compilers and formatters let pass and this house does not.</summary>
public sealed class TidyTests
{
    private const int MaxLines = 400;

    private static readonly (string Pattern, string Name, string[] AllowedIn)[] Rules =
    [
        (@"\.GetAwaiter\(\)\.GetRes" + @"ult\(\)", "blocks on asynchronous work", []),
        (@"\bCons" + @"ole\.", "uses the console, which belongs to the command", ["harness/cli/", "tests/allocations/", "tests/impostors/", "tests/provider/"]),
        (@"\bThread\.Sl" + @"eep\b", "sleeps; time belongs to the clock", ["harness/core/Time/", "tests/"]),
        (@"\b(TO" + "DO|FIX" + "ME|HA" + @"CK)\b", "leaves work behind", []),
        (@"^\s*#reg" + "ion", "folds code away instead of splitting the file", []),
        (@"^\s*#pragma\s+warning\s+dis" + "able", "silences a warning in place", []),
    ];

    [Fact]
    public void Sources_follow_the_house_rules()
    {
        string[] files = [.. Repository.Files("*.cs")];
        Assert.True(files.Length > 100, $"only {files.Length} sources found below {Repository.Root}");
        string[] offences = [.. files.SelectMany(Offences)];
        Assert.True(offences.Length == 0, string.Join('\n', offences));
    }

    private static IEnumerable<string> Offences(string file)
    {
        string text = Repository.Read(file);
        string[] lines = text.Split('\n');
        if (!text.EndsWith('\n'))
        {
            yield return $"{file}:{lines.Length}: does not end with a newline";
        }
        if (lines.Length - 1 > MaxLines)
        {
            yield return $"{file}:{MaxLines}: has {lines.Length - 1} lines, more than {MaxLines}";
        }
        foreach ((string pattern, string name, string[] allowedIn) in Rules)
        {
            if (allowedIn.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)))
            {
                continue;
            }
            for (int i = 0; i < lines.Length; i++)
            {
                if (Regex.IsMatch(lines[i], pattern))
                {
                    yield return $"{file}:{i + 1}: {name}: {lines[i].Trim()}";
                }
            }
        }
    }
}
