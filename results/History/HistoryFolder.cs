using Bench.Harness.Record;
using Bench.Results.Store;

namespace Bench.Results.History;

/// <summary>The records of a folder, oldest first, and what was found beside them.</summary>
/// <param name="Records">The records, without their launches: what is shown over time is in the summaries.</param>
/// <param name="Skipped">Files that are no records, damaged ones, and copies.</param>
public sealed record HistoryFolder(IReadOnlyList<StoredRun> Records, IReadOnlyList<SkippedFile> Skipped)
{
    private const string AnyJson = "*.json";

    /// <summary>Reads every <c>*.json</c> of a folder, and the <c>run.json</c> of every folder in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static async Task<HistoryFolder> ReadAsync(string folder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        List<StoredRun> records = [];
        List<SkippedFile> skipped = [];
        foreach (string path in Files(folder))
        {
            try
            {
                StoredRun stored = await RunRecordStore.ReadAsync(path, cancellation).ConfigureAwait(false);
                records.Add(stored with { Record = stored.Record with { Cells = [.. stored.Record.Cells.Select(c => c with { Rounds = [] })] } });
            }
            catch (RunRecordException e)
            {
                skipped.Add(new SkippedFile(path, e.Message));
            }
        }

        StoredRun[] ordered = [.. records.OrderBy(r => r.Record.StartedAt).ThenBy(r => r.Path, StringComparer.Ordinal)];
        StoredRun[] unique = [.. ordered.DistinctBy(Identity)];
        return new HistoryFolder(
            unique,
            [.. skipped, .. ordered.Except(unique).Select(copy => new SkippedFile(copy.Path, $"{copy.Path}: it is a copy of {unique.First(r => Identity(r) == Identity(copy)).Path}."))]);
    }

    // Without a checksum a record is taken for nobody's copy.
    private static string Identity(StoredRun stored) => stored.Record.Integrity?.Sha256 ?? stored.Path;

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, AnyJson)
            .Concat(Directory.EnumerateDirectories(folder).Select(d => Path.Combine(d, RunRecordStore.FileName)).Where(File.Exists))
            .Order(StringComparer.Ordinal);
}

/// <summary>A file that is not shown.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">Why, with the path, for people.</param>
public sealed record SkippedFile(string Path, string Reason);
