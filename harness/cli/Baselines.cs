using Bench.Harness.Record;
using Bench.Results.Store;

namespace Bench.Cli;

/// <summary>Records kept by name, which others are held against: <c>results/baselines/NAME.json</c>.</summary>
internal static class Baselines
{
    private const string Folder = "results/baselines";

    /// <summary>The file of a baseline: a path as it is, a name in the folder of baselines.</summary>
    public static string PathOf(string pathOrName) =>
        Path.Exists(pathOrName) || pathOrName.Contains('/', StringComparison.Ordinal) || pathOrName.Contains('\\', StringComparison.Ordinal) || pathOrName.EndsWith(".json", StringComparison.Ordinal)
            ? pathOrName
            : Path.Combine(Folder, $"{pathOrName}.json");

    /// <summary>Keeps a record as baseline; one that is there is replaced.</summary>
    /// <returns>The file written.</returns>
    /// <exception cref="UsageException">The record is invalid, or interrupted.</exception>
    public static async Task<string> KeepAsync(RunRecord record, string pathOrName)
    {
        string path = PathOf(pathOrName);
        if (record.Trust.Verdict == TrustVerdict.Invalid || record.Partial == true)
        {
            throw new UsageException($"The candidate is {(record.Partial == true ? "partial" : "invalid")} and can't become the baseline {path}: measure it again to the end.");
        }
        string file = Directory.Exists(path) ? Path.Combine(path, RunRecordStore.FileName) : path;
        await AtomicFile.WriteAsync(file, RunRecordStore.ToJson(record) + "\n").ConfigureAwait(false);
        return file;
    }
}
