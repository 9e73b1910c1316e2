using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Bench.Tests.House;

/// <summary>The hub knows nobody, spokes know the hub, the rim knows all.</summary>
public sealed partial class DependencyTests
{
    private const string Hub = "harness/core/Bench.Harness.csproj";

    private static readonly string[] Upper = ["Contracts", "Wire", "Addressing", "Calls", "Catalog", "Run", "Bindings", "Directories"];

    public static TheoryData<string> Projects => [.. Repository.Files("*.csproj")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_what_its_place_allows(string project)
    {
        string[] references = [.. Elements(project, "ProjectReference").Select(r => Resolve(project, r))];
        Assert.All(references, r => Assert.True(File.Exists(Path.Combine(Repository.Root, r)), $"{project} references {r}, which does not exist"));
        if (project == Hub)
        {
            Assert.True(references.Length == 0, $"{project} is the hub and references {string.Join(", ", references)}");
        }
        else if (!project.StartsWith("harness/cli/", StringComparison.Ordinal) && !project.StartsWith("tests/", StringComparison.Ordinal))
        {
            Assert.True(references is [Hub], $"{project} is a spoke and references {string.Join(", ", references)}, not {Hub} alone");
        }
    }

    [Theory]
    [InlineData("transports/core/Bench.Transports.csproj", "")]
    [InlineData("transports/directories/Bench.Transports.Directories.csproj", "StackExchange.Redis")]
    public void Transports_use_no_other_packages(string project, string packages) =>
        Assert.Equal(packages, string.Join(' ', Elements(project, "PackageReference")));

    [Theory]
    [InlineData("Time")]
    [InlineData("Outcome")]
    [InlineData("Measure")]
    [InlineData("Load")]
    public void The_measuring_part_of_the_hub_does_not_know_what_is_measured(string part) => AssertUsesNone(part, Upper);

    [Fact]
    public void Addressing_does_not_know_who_calls() => AssertUsesNone("Addressing", ["Calls", "Directories", "Load", "Run", "Bindings"]);

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_versions_of_a_project_are_locked(string project)
    {
        string lockFile = $"{Path.GetDirectoryName(project)!.Replace('\\', '/')}/packages.lock.json";
        Assert.True(File.Exists(Path.Combine(Repository.Root, lockFile)), $"{lockFile} is missing: run 'dotnet restore' and commit it");
    }

    private static void AssertUsesNone(string part, string[] others)
    {
        string[] files = [.. Repository.Files("*.cs").Where(f => f.StartsWith($"harness/core/{part}/", StringComparison.Ordinal))];
        Assert.NotEmpty(files);
        string[] uses = [.. files.SelectMany(file => Repository.Read(file).Split('\n').Index()
            .Where(line => HubNamespace().Matches(line.Item).Any(m => others.Contains(m.Groups[1].Value)))
            .Select(line => $"{file}:{line.Index + 1}: {line.Item.Trim()}"))];
        Assert.True(uses.Length == 0, string.Join('\n', uses));
    }

    private static IEnumerable<string> Elements(string project, string name) =>
        XDocument.Parse(Repository.Read(project)).Descendants(name).Select(e => e.Attribute("Include")!.Value);

    private static string Resolve(string project, string reference) =>
        Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, reference))).Replace('\\', '/');

    [GeneratedRegex(@"\bBench\.Harness\.(\w+)")]
    private static partial Regex HubNamespace();
}
