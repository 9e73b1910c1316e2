using Bench.Results.Store;

namespace Bench.Cli;

/// <summary>The run that is meant where none is named.</summary>
internal static class NewestRun
{
    /// <summary>The newest folder of a run that was given none, by the time its record was written.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static string Find()
    {
        string[] records = Directory.Exists(OutputFolder.Home)
            ? [.. Directory.EnumerateDirectories(OutputFolder.Home).Select(d => Path.Combine(d, RunRecordStore.FileName)).Where(File.Exists)]
            : [];
        return records.MaxBy(File.GetLastWriteTimeUtc)
            ?? throw new UsageException($"There is no stored run in {OutputFolder.Home}/ here. Measure one with 'rpcbench run', or name a run folder.");
    }
}
