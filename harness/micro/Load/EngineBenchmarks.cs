using Bench.Harness.Load;
using Bench.Harness.Outcome;
using Bench.Harness.Time;
using BenchmarkDotNet.Attributes;

namespace Bench.Micro.Load;

/// <summary>
/// What the load engine itself costs per call: a closed loop whose calls do nothing and end at once. Clock readings, counts and the entry in the histogram are in it; the start
/// and end of a load are, spread over all its calls. With two workers on two cores it is half as much where they don't get into each other's way.
/// </summary>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private const int Calls = 5_000_000;

    private readonly Clock _clock = Clock.System;
    private readonly LoadOptions _one = new() { Model = new ClosedLoad(1), Count = Calls };
    private readonly LoadOptions _two = new() { Model = new ClosedLoad(2), Count = Calls };

    /// <summary>The two readings of the clock of every call, to be taken off.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public long ClockReadings()
    {
        long sum = 0;
        for (int i = 0; i < Calls; i++)
        {
            sum -= _clock.NowNs;
            sum += _clock.NowNs;
        }
        return sum;
    }

    /// <summary>A call that does nothing, by one worker.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public Task<LoadResult> NoOp() => LoadEngine.RunAsync(_one, () => new NoCall());

    /// <summary>The same by two workers: time of the machine per call.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public Task<LoadResult> NoOpByTwo() => LoadEngine.RunAsync(_two, () => new NoCall());

    private sealed class NoCall : ICaller
    {
        public ValueTask<CallOutcome> CallAsync(long index, CancellationToken cancellation) => default;
    }
}
