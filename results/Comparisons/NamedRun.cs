using Bench.Harness.Record;

namespace Bench.Results.Comparisons;

/// <summary>A record in a comparison.</summary>
/// <param name="Name">What it is called: the path it was given by, or the side it is.</param>
/// <param name="Record">The record.</param>
public sealed record NamedRun(string Name, RunRecord Record);
