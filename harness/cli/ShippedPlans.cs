using System.Reflection;
using Bench.Harness.Run;
using Bench.Scenarios;

namespace Bench.Cli;

/// <summary>The plans of <c>scenarios/plans/</c>, which travel within the program and can be run by name.</summary>
internal static class ShippedPlans
{
    /// <summary>The plan of a run without arguments.</summary>
    public const string Quick = "quick";

    private const string Prefix = "plans/";
    private const string Suffix = ".json";
    private static readonly Assembly Home = typeof(EchoScenario).Assembly;

    /// <summary>Every plan, by name.</summary>
    public static IEnumerable<(string Name, RunPlan Plan)> All() =>
        Home.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal)
            .Select(name => (name, Read(name)));

    /// <summary>The plan at a path, or the shipped one of that name.</summary>
    /// <exception cref="PlanException">There is neither, or it can't be read.</exception>
    public static RunPlan Find(string pathOrName)
    {
        if (File.Exists(pathOrName))
        {
            return PlanFile.Parse(File.ReadAllText(pathOrName), pathOrName);
        }
        string[] names = [.. All().Select(p => p.Name)];
        return names.Contains(pathOrName)
            ? Read(pathOrName)
            : throw new PlanException($"There is no plan file '{pathOrName}', and no plan of that name. Plans by name: {string.Join(", ", names)}.");
    }

    private static RunPlan Read(string name)
    {
        using var reader = new StreamReader(Home.GetManifestResourceStream($"{Prefix}{name}{Suffix}")!);
        return PlanFile.Parse(reader.ReadToEnd(), name);
    }
}
