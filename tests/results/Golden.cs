using Bench.Tests.Support;

namespace Bench.Tests.Results;

/// <summary>Compares text with a file in the repository; with <c>RPCBENCH_UPDATE_GOLDEN=1</c> it writes the file instead.</summary>
internal static class Golden
{
    private const string Update = "RPCBENCH_UPDATE_GOLDEN";

    /// <summary>Whether files are written instead of compared.</summary>
    public static bool IsUpdated => Environment.GetEnvironmentVariable(Update) == "1";

    /// <param name="relativePath">From the repository's root.</param>
    /// <param name="actual">What is to be in the file.</param>
    public static void Matches(string relativePath, string actual)
    {
        string path = SourceTree.File(relativePath);
        if (IsUpdated)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        string expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (expected == actual)
        {
            return;
        }

        string[] old = expected.Split('\n');
        string[] now = actual.Split('\n');
        int line = old.Zip(now).TakeWhile(l => l.First == l.Second).Count();
        Assert.Fail(
            $"{relativePath} differs from line {line + 1}.\n  file: {old.ElementAtOrDefault(line)}\n  now:  {now.ElementAtOrDefault(line)}\n"
            + $"If the change is meant, run the test with {Update}=1, look at the difference, and commit it.");
    }
}
