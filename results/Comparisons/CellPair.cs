using Bench.Harness.Record;

namespace Bench.Results.Comparisons;

/// <summary>Two cells to be held against each other.</summary>
/// <param name="Name">What the other is called.</param>
/// <param name="Reference">What is compared with.</param>
/// <param name="Other">What is compared.</param>
/// <param name="IsInterleaved">Whether both were measured in the rounds of one run.</param>
public sealed record CellPair(string Name, CellRecord Reference, CellRecord Other, bool IsInterleaved);
