using Bench.Harness.Load;
using Bench.Harness.Outcome;
using BenchmarkDotNet.Attributes;

namespace Bench.Micro.Load;

/// <summary>
/// What the load engine itself costs per call: a closed loop of one worker whose calls do nothing and end at once. Clock readings, counts and the
/// entry in the histogram are in it; the start and end of a load are, spread over all its calls.
/// </summary>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private const int Calls = 5_000_000;

    private readonly LoadOptions _options = new() { Model = new ClosedLoad(1), Count = Calls };

    /// <summary>A call that does nothing.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public Task<LoadResult> NoOp() => LoadEngine.RunAsync(_options, () => new NoCall());

    private sealed class NoCall : ICaller
    {
        public ValueTask<CallOutcome> CallAsync(long index, CancellationToken cancellation) => default;
    }
}
