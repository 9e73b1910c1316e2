using Bench.Tests.Support;

namespace Bench.Tests.House;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    public static string Root => SourceTree.Root;

    /// <summary>Files below the root with that pattern, as paths with slashes from the root; nothing that was built.</summary>
    public static IEnumerable<string> Files(string pattern) => Directory
        .EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
        .Where(f => !f.Split('/').Any(part => part is "bin" or "obj" || (part.StartsWith('.') && part.Length > 1)))
        .Order(StringComparer.Ordinal);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));
}
