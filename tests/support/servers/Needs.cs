namespace Bench.Tests.Support.Servers;

/// <summary>What a test needs of the machine: without it the test is skipped with the remedy; in CI it fails.</summary>
internal static class Needs
{
    /// <summary>The path of a program.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="remedy">The command that installs it.</param>
    public static string Program(string name, string remedy)
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(System.IO.File.Exists);
        return path ?? Missing(name, remedy);
    }

    /// <summary>The path of a file.</summary>
    public static string File(string path, string remedy) => System.IO.File.Exists(path) ? path : Missing(path, remedy);

    /// <summary>The rights of the superuser.</summary>
    public static void Root(string remedy)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Unmet($"the tests don't run as root: {remedy}");
        }
    }

    /// <summary>Skips the test; in CI it fails.</summary>
    public static void Unmet(string reason)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", reason);
        throw new InvalidOperationException(reason);
    }

    private static string Missing(string what, string remedy)
    {
        Unmet($"{what} is not on this machine: {remedy}");
        return what;
    }
}
