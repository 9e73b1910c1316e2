using System.Diagnostics;
using System.Reflection;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>Finds out which build measures, from what the build has left in its assemblies.</summary>
public static class BuildProbe
{
    private const string SourceTree = "SourceTree";
    private const string Packages = "PackagesSha256";

    /// <summary>This build: version and source of the harness, packages of the program around it.</summary>
    public static ToolInfo Tool()
    {
        Assembly harness = typeof(BuildProbe).Assembly;
        string text = harness.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        string[] parts = text.Split('+', 2);
        bool? dirty = Metadata(harness, SourceTree) switch
        {
            "clean" => false,
            "changed" => true,
            _ => null,
        };
        string? packages = (Assembly.GetEntryAssembly() is Assembly program ? Metadata(program, Packages) : null) ?? Metadata(harness, Packages);
        bool debug = harness.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true;
        return new ToolInfo(parts[0], parts.Length == 2 ? parts[1] : null, dirty, packages?.ToLowerInvariant(), debug ? true : null);
    }

    private static string? Metadata(Assembly assembly, string key) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == key)?.Value;
}
