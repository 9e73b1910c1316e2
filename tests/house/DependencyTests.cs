using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Bench.Tests.House;

/// <summary>The hub knows nobody, spokes know the hub, the rim knows all.</summary>
public sealed partial class DependencyTests
{
    private const string Hub = "harness/core/Bench.Harness.csproj";
    private const string Generator = "harness/generator/Bench.Generator.csproj";

    private const string Carriers = "transports/core/Bench.Transports.csproj";
    private const string Stacks = "transports/stacks/Bench.Transports.Stacks.csproj";

    private static readonly string[] Rim = ["harness/cli/", "harness/micro/", "tests/"];

    private static readonly string[] Upper = ["Contracts", "Wire", "Addressing", "Calls", "Catalog", "Links", "Run", "Bindings", "Directories"];

    public static TheoryData<string> Projects => [.. Repository.Files("*.csproj")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_what_its_place_allows(string project)
    {
        string[] references = [.. Elements(project, "ProjectReference").Where(r => !IsAnalyzer(r)).Select(r => Resolve(project, r))];
        string[] analyzers = [.. Elements(project, "ProjectReference").Where(IsAnalyzer).Select(r => Resolve(project, r))];
        Assert.All(references.Concat(analyzers), r => Assert.True(File.Exists(Path.Combine(Repository.Root, r)), $"{project} references {r}, which does not exist"));
        if (Rim.Any(folder => project.StartsWith(folder, StringComparison.Ordinal)))
        {
            return;
        }
        if (project is Hub or Generator)
        {
            Assert.True(references.Length == 0, $"{project} stands by itself and references {string.Join(", ", references)}");
        }
        else if (project == Stacks)
        {
            // Their bytes go over the sockets of the carriers, so that both are measured over the same ones.
            Assert.True(references is [Hub, Carriers], $"{project} references {string.Join(", ", references)}, not {Hub} and {Carriers}");
        }
        else
        {
            Assert.True(references is [Hub], $"{project} is a spoke and references {string.Join(", ", references)}, not {Hub} alone");
        }
        // Scenarios have contracts, for which the compiler runs the generator; nothing of it is left when they run.
        Assert.True(
            analyzers.Length == 0 || (analyzers is [Generator] && project.StartsWith("scenarios/", StringComparison.Ordinal)),
            $"{project} is compiled with {string.Join(", ", analyzers)}; only scenarios may be, and only with {Generator}");
    }

    [Theory]
    [InlineData(Carriers, "")]
    [InlineData("transports/directories/Bench.Transports.Directories.csproj", "StackExchange.Redis")]
    [InlineData(Stacks, "Google.Protobuf Grpc.AspNetCore.Server Grpc.Net.Client Grpc.Tools MessagePack Nerdbank.MessagePack StreamJsonRpc")]
    public void Transports_use_no_other_packages(string project, string packages) =>
        Assert.Equal(packages, string.Join(' ', Elements(project, "PackageReference").Select(p => p.Attribute("Include")!.Value)));

    [Fact]
    public void Nobody_has_to_install_the_compiler_of_the_generator() =>
        Assert.All(Elements(Generator, "PackageReference"), p => Assert.Equal("all", p.Attribute("PrivateAssets")?.Value));

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

    private static IEnumerable<XElement> Elements(string project, string name) =>
        XDocument.Parse(Repository.Read(project)).Descendants(name);

    /// <summary>Whether a reference is there for the compiler alone, so that nothing of it is part of the program.</summary>
    private static bool IsAnalyzer(XElement reference) =>
        reference.Attribute("OutputItemType")?.Value == "Analyzer" && reference.Attribute("ReferenceOutputAssembly")?.Value == "false" && reference.Attribute("PrivateAssets")?.Value == "all";

    private static string Resolve(string project, XElement reference) =>
        Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, reference.Attribute("Include")!.Value))).Replace('\\', '/');

    [GeneratedRegex(@"\bBench\.Harness\.(\w+)")]
    private static partial Regex HubNamespace();
}
