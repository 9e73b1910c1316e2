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
        string folder = Path.GetFullPath(asked ?? Unused(clock));
        try
        {
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

    private static string Unused(Clock clock)
    {
        string name = Path.Combine(Home, clock.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture));
        return Enumerable.Range(1, int.MaxValue).Select(i => i == 1 ? name : $"{name}-{i}").First(n => !Directory.Exists(n));
    }
}
