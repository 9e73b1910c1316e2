using System.Reflection;
using Bench.Harness.Bindings;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Record;
using Bench.Micro.Bindings;
using Bench.Micro.Codecs;
using Bench.Micro.Stages;
using Bench.Scenarios;
using BenchmarkDotNet.Attributes;

namespace Bench.Tests.Harness.Micro;

/// <summary>The benchmarks run, and what they say of allocations holds without them.</summary>
public sealed class BenchmarkTests
{
    private static readonly PlugCatalog Plugs = new(typeof(EmittedBinding).Assembly);

    public static TheoryData<Type> Suites => [.. typeof(BindingBenchmarks).Assembly.GetExportedTypes().Where(t => BenchmarksOf(t).Any())];

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Every_benchmark_runs(Type suite)
    {
        object benchmarks = Activator.CreateInstance(suite)!;
        suite.GetProperty("Case")?.SetValue(benchmarks, CodecCase.Of("json", "echo", nameof(IEcho.EchoAsync), MicroParameters.Request));
        foreach (MethodInfo setUp in suite.GetMethods().Where(m => m.IsDefined(typeof(GlobalSetupAttribute))))
        {
            await (Task)setUp.Invoke(benchmarks, null)!;
        }
        foreach (MethodInfo benchmark in BenchmarksOf(suite))
        {
            for (int i = 0; i < 3; i++)
            {
                object? answer = benchmark.Invoke(benchmarks, BindingFlags.DoNotWrapExceptions, null, null, null);
                Assert.True(benchmark.ReturnType == typeof(void) || answer is not null, benchmark.Name);
                await (answer as Task ?? Task.CompletedTask);
            }
        }
        foreach (MethodInfo cleanup in suite.GetMethods().Where(m => m.IsDefined(typeof(GlobalCleanupAttribute))))
        {
            await (Task)cleanup.Invoke(benchmarks, null)!;
        }
    }

    [Fact]
    public void Every_binding_has_a_benchmark() =>
        Assert.Subset(
            BenchmarksOf(typeof(BindingBenchmarks)).Select(m => m.Name).ToHashSet(StringComparer.OrdinalIgnoreCase),
            Plugs.All<IBinding>().Select(b => b.Name).ToHashSet(StringComparer.OrdinalIgnoreCase));

    [Fact]
    public void Benchmarks_of_stages_have_the_names_that_their_table_looks_for() =>
        Assert.Equal(
            (((string[])[MicroResult.OneUnderWay, MicroResult.SixteenUnderWay])
                .SelectMany(u => (string[])[u, u + MicroResult.WithStages, u + MicroResult.NotSampled, u + MicroResult.AlwaysSampled])).Order(),
            BenchmarksOf(typeof(StageBenchmarks)).Select(m => m.Name).Order());

    [Theory]
    [InlineData("emitted", true)]
    [InlineData("generated", true)]
    [InlineData("reflection", false)]
    public async Task A_call_and_its_dispatch_allocate_nothing_but_by_reflection(string binding, bool nothing)
    {
        await using var path = new EchoPath(Plugs.Find<IBinding>("binding", binding));

        long least = LeastAllocated((IEcho)path.Client);

        Assert.True(nothing == (least == 0), $"{least} B were allocated");
    }

    /// <summary>The fewest bytes that this thread allocated in 1,000 calls; more are those of somebody who compiles or initialises.</summary>
    private static long LeastAllocated(IEcho echo)
    {
        var message = new EchoMessage { Id = 5 };
        long least = long.MaxValue;
        for (int slice = 0; slice < 10; slice++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1_000; i++)
            {
                ValueTask<EchoMessage> call = echo.EchoAsync(message, CancellationToken.None);
                if (!call.IsCompletedSuccessfully || !ReferenceEquals(call.Result, message))
                {
                    Assert.Fail("the call has to end at once with the message itself");
                }
            }
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    private static IEnumerable<MethodInfo> BenchmarksOf(Type suite) => suite.GetMethods().Where(m => m.IsDefined(typeof(BenchmarkAttribute)));
}
