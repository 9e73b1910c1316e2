using System.Runtime.CompilerServices;

namespace Bench.Tests.Support;

/// <summary>The files that the tests are about.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find();

    public static string File(string relativePath) => Path.Combine(Root, relativePath);

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
