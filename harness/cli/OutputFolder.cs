using System.Globalization;
using Bench.Harness.Time;

namespace Bench.Cli;

/// <summary>The folder of a run, made and tried out before anything is measured.</summary>
internal static class OutputFolder
{
    /// <summary>Where runs are kept that were given no folder.</summary>
    public const string Home = "rpcbench-results";

    /// <summary>Makes the folder asked for, or a new one named after the time.</summary>
    /// <exception cref="UsageException">Nothing can be written there.</exception>
    public static string Prepare(string? asked, Clock clock)
    {
        string folder = Path.GetFullPath(asked ?? Home);
        try
        {
            folder = Path.GetFullPath(asked ?? Unused(Home, clock));
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".probe-{Environment.ProcessId}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
                return folder;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"Nothing can be written to the output folder {folder}: {e.Message} Give another with --out.");
        }
    }

    /// <summary>Makes a folder named after the time; of runs that begin in the same second each gets its own.</summary>
    internal static string Unused(string home, Clock clock)
    {
        Directory.CreateDirectory(home);
        string name = Path.Combine(home, clock.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture));
        return Enumerable.Range(1, int.MaxValue).Select(i => i == 1 ? name : $"{name}-{i}").First(Claim);
    }

    // Making a folder that exists succeeds; making a file that exists does not. So the file decides who makes the folder.
    private static bool Claim(string folder)
    {
        try
        {
            using FileStream claim = new($"{folder}.claim", FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            bool isNew = !Directory.Exists(folder);
            if (isNew)
            {
                Directory.CreateDirectory(folder);
            }
            return isNew;
        }
        catch (IOException) when (File.Exists($"{folder}.claim") || Directory.Exists(folder))
        {
            return false;
        }
    }
}
