namespace Bench.Tests.Harness.Load;

/// <summary>Tests that look at time or at the whole process's allocations run alone.</summary>
[CollectionDefinition(nameof(Exclusive), DisableParallelization = true)]
public sealed class Exclusive;
