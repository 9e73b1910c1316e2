using System.Text.Json;
using System.Text.Json.Nodes;
using Bench.Harness.Record;

namespace Bench.Results.Store;

/// <summary>Writes and reads <c>run.json</c>.</summary>
public static class RunRecordStore
{
    /// <summary>Name of the record in a run folder.</summary>
    public const string FileName = "run.json";

    /// <summary>The record as JSON, its checksum filled in.</summary>
    /// <exception cref="RunRecordException">A figure is NaN, infinite or negative.</exception>
    public static string ToJson(RunRecord record) => ToJson(record, "the run record");

    /// <summary>The record with its checksum filled in, as reports expect it: they label one without.</summary>
    /// <exception cref="RunRecordException">A figure is NaN, infinite or negative.</exception>
    public static RunRecord Seal(RunRecord record)
    {
        JsonObject document = Document(record, "the run record");
        return record with { Integrity = new Integrity(RunRecordChecksum.Of(document)) };
    }

    /// <summary>
    /// Writes the record into a folder, which is made if need be. A reader sees the old file or the new one, never half:
    /// whatever fails, the old file stays as it was.
    /// </summary>
    /// <returns>The path of the file.</returns>
    /// <exception cref="IOException">It can't be written; the message names the path and the cause.</exception>
    /// <exception cref="RunRecordException">A figure is NaN, infinite or negative.</exception>
    public static async Task<string> WriteAsync(RunRecord record, string folder, CancellationToken cancellation = default)
    {
        string path = Path.Combine(folder, FileName);
        await AtomicFile.WriteAsync(path, ToJson(record, path) + "\n", cancellation).ConfigureAwait(false);
        return path;
    }

    /// <summary>Reads a record.</summary>
    /// <param name="run">A run folder, or its <c>run.json</c>.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="RunRecordException">There is none, or it can't be trusted to be one; the message says what to do.</exception>
    public static async Task<StoredRun> ReadAsync(string run, CancellationToken cancellation = default)
    {
        string path = Directory.Exists(run) ? Path.Combine(run, FileName) : run;
        return Parse(await TextAsync(path, cancellation).ConfigureAwait(false), path);
    }

    /// <summary>Reads a record from its text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="path">Where it came from, for messages.</param>
    /// <exception cref="RunRecordException">It can't be trusted to be a record.</exception>
    public static StoredRun Parse(string json, string path)
    {
        JsonObject document = RunRecordDocument.Parse(json, path);
        RunRecordDocument.RequireSchema(document, path);
        bool hasIntegrity = RunRecordDocument.RequireIntegrity(document, path);
        RunRecordDocument.RequireFigures(document, path);
        return new StoredRun(RunRecordDocument.ToRecord(document, path), path, hasIntegrity);
    }

    private static string ToJson(RunRecord record, string path)
    {
        JsonObject document = Document(record, path);
        document.Remove(RunRecordChecksum.Member);
        document[RunRecordChecksum.Member] = JsonSerializer.SerializeToNode(new Integrity(RunRecordChecksum.Of(document)), RunRecordJson.Options);
        return document.ToJsonString(RunRecordJson.Options);
    }

    private static JsonObject Document(RunRecord record, string path)
    {
        ArgumentNullException.ThrowIfNull(record);
        JsonObject document = RunRecordDocument.Of(record, path);
        RunRecordDocument.RequireFigures(document, path);
        return document;
    }

    private static async Task<string> TextAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RunRecordException(path, null, "there is no run record here.", "Give a run folder or its run.json.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RunRecordException(path, null, $"the run record can't be read: {e.Message}", "Check the path and its permissions.", e);
        }
    }
}
