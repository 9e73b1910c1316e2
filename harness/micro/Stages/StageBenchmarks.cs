using Bench.Harness.Calls;
using Bench.Harness.Stages;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace Bench.Micro.Stages;

/// <summary>
/// What it costs to time the stages of sampled calls: whole calls, client and server together, on one thread and without a kernel, one at a time and 16 under way.
/// The difference that <c>--stages</c> makes drowns in the noise, so its parts are measured as well: calls of which all are sampled, whose difference is spread over
/// <see cref="StageLedger.Every"/> calls and the noise with it, and what stages cost a call that is not sampled.
/// </summary>
[MemoryDiagnoser(displayGenColumns: false)]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
public class StageBenchmarks
{
    private const int Calls = 1 << 15;
    private const int Many = 16;
    private const string OneUnderWay = "1 under way";
    private const string ManyUnderWay = "16 under way";

    private readonly UnsampledCalls _one = new(1);
    private readonly UnsampledCalls _many = new(Many);
    private SingleThreadCalls _without = null!;
    private SingleThreadCalls _with = null!;
    private SingleThreadCalls _always = null!;

    /// <summary>Makes clients and servers.</summary>
    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _without = await SingleThreadCalls.StartAsync(Many, new ClientOptions()).ConfigureAwait(false);
        _with = await SingleThreadCalls.StartAsync(Many, new ClientOptions { SampleStages = true }).ConfigureAwait(false);
        _always = await SingleThreadCalls.StartAsync(Many, new ClientOptions { SampleStages = true, SampleOneIn = 1 }).ConfigureAwait(false);
    }

    /// <summary>Ends them.</summary>
    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        foreach (SingleThreadCalls calls in (SingleThreadCalls[])[_without, _with, _always])
        {
            await calls.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A call, one at a time, without stages.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Calls), BenchmarkCategory(OneUnderWay)]
    public int One() => _without.Run(1, Calls);

    /// <summary>The same with <c>--stages</c>.</summary>
    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory(OneUnderWay)]
    public int OneWithStages() => _with.Run(1, Calls);

    /// <summary>What stages cost a call that is not sampled.</summary>
    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory(OneUnderWay)]
    public long OneNotSampled() => _one.Run(Calls);

    /// <summary>With stages, where all are sampled.</summary>
    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory(OneUnderWay)]
    public int OneAlwaysSampled() => _always.Run(1, Calls);

    /// <summary>A call, 16 under way, without stages.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Calls), BenchmarkCategory(ManyUnderWay)]
    public int Sixteen() => _without.Run(Many, Calls);

    /// <summary>The same with <c>--stages</c>.</summary>
    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory(ManyUnderWay)]
    public int SixteenWithStages() => _with.Run(Many, Calls);

    /// <summary>What stages cost a call that is not sampled.</summary>
    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory(ManyUnderWay)]
    public long SixteenNotSampled() => _many.Run(Calls);

    /// <summary>With stages, where all are sampled.</summary>
    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory(ManyUnderWay)]
    public int SixteenAlwaysSampled() => _always.Run(Many, Calls);
}
