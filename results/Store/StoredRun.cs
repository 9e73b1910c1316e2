using Bench.Harness.Record;

namespace Bench.Results.Store;

/// <summary>A record read back.</summary>
/// <param name="Record">The record.</param>
/// <param name="Path">The file it came from.</param>
/// <param name="HasIntegrity">True if its checksum was there and right; false if it has none, which reports label.</param>
public sealed record StoredRun(RunRecord Record, string Path, bool HasIntegrity);
