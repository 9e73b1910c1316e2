using Bench.Harness.Load;
using Bench.Harness.Outcome;

namespace Bench.Tests.Harness.Load;

[Collection(nameof(Exclusive))]
public class AllocationTests
{
    private const int SliceLength = 1_000;

    [Fact]
    public Task A_closed_loop_of_synchronous_calls_allocates_nothing_per_call() => AssertNothingPerCall("closed:4", Caller.NoOp);

    [Fact]
    public Task A_closed_loop_of_asynchronous_calls_allocates_nothing_per_call() => AssertNothingPerCall("closed:4", () => new PooledCaller());

    [Fact]
    public Task An_open_loop_of_asynchronous_calls_allocates_nothing_per_call() => AssertNothingPerCall("open:30000", () => new PooledCaller());

    /// <summary>A thread's lane takes some 200 KB: as much as 200,000 calls may allocate together.</summary>
    [Fact]
    public async Task Threads_that_first_record_within_the_window_find_their_memory_made()
    {
        const int Threads = 3;
        int started = 0;
        var course = new Course();

        LoadResult load = await LoadEngine.RunAsync(
            new LoadOptions { Model = new ClosedLoad(1), Warmup = TimeSpan.FromMilliseconds(200), Duration = TimeSpan.FromMilliseconds(300), Deadline = TimeSpan.FromMilliseconds(50) },
            Caller.Of((_, cancellation) => course.BytesAtStart == 0
                ? PauseAsync()
                : new ValueTask<CallOutcome>(++started <= Threads ? OnThreadOfItsOwn() : NeverAsync(cancellation))),
            course,
            TestContext.Current.CancellationToken);

        Assert.True(started > Threads && load.Counts.Ok >= Threads, $"{started} calls, {load.Counts}");
        Assert.InRange(course.BytesAtEnd - course.BytesAtStart, 0, 100_000);

        static ValueTask<CallOutcome> PauseAsync()
        {
            Thread.Sleep(1);
            return new ValueTask<CallOutcome>(CallOutcome.Ok);
        }

        static Task<CallOutcome> OnThreadOfItsOwn()
        {
            var ended = new TaskCompletionSource<CallOutcome>();
            new Thread(() =>
            {
                // Whoever waits goes on here.
                Thread.Sleep(5);
                ended.SetResult(CallOutcome.Ok);
            })
            { IsBackground = true }.Start();
            return ended.Task;
        }

        static async Task<CallOutcome> NeverAsync(CancellationToken cancellation)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return CallOutcome.Ok;
        }
    }

    // Cut into slices of calls, of which a few pay for what grows once: threads, their lanes, callers. The median shows what
    // every call pays, of which the smallest object would be 24 bytes.
    private static async Task AssertNothingPerCall(string load, Func<ICaller> createCaller)
    {
        long[] marks = new long[60];
        await LoadEngine.RunAsync(
            new LoadOptions { Model = LoadModel.Parse(load), Count = marks.Length * SliceLength, InFlightLimit = 500 },
            () => new Gauge(createCaller(), marks),
            stop: TestContext.Current.CancellationToken);
        double[] perCall =
        [
            .. marks.Zip(marks.Skip(1)).Where(m => m.First > 0 && m.Second > 0).Select(m => (m.Second - m.First) / (double)SliceLength).Order(),
        ];
        Assert.True(perCall.Length > 10);
        Assert.InRange(perCall[perCall.Length / 2], double.MinValue, 0.99);
    }

    /// <summary>Notes all bytes allocated so far at each slice's first call, unless that was dropped.</summary>
    private sealed class Gauge(ICaller inner, long[] marks) : ICaller
    {
        public ValueTask<CallOutcome> CallAsync(long index, CancellationToken cancellation)
        {
            if (index % SliceLength == 0)
            {
                marks[index / SliceLength] = GC.GetTotalAllocatedBytes(precise: true);
            }
            return inner.CallAsync(index, cancellation);
        }
    }

    /// <summary>Notes all bytes allocated so far at both ends of the window.</summary>
    private sealed class Course : ILoadObserver
    {
        public long BytesAtStart { get; private set; }

        public long BytesAtEnd { get; private set; }

        public void WindowStarted(long atNs) => BytesAtStart = GC.GetTotalAllocatedBytes(precise: true);

        public void WindowEnded(long atNs) => BytesAtEnd = GC.GetTotalAllocatedBytes(precise: true);
    }
}
