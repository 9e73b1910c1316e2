using Bench.Harness.Load;
using Bench.Harness.Outcome;

namespace Bench.Tests.Harness.Load;

[Collection(nameof(Exclusive))]
public class AllocationTests
{
    [Fact]
    public Task A_closed_loop_of_synchronous_calls_allocates_nothing_per_call() => AssertNothingPerCall("closed:4", Caller.NoOp, 400_000);

    [Fact]
    public Task A_closed_loop_of_asynchronous_calls_allocates_nothing_per_call() =>
        AssertNothingPerCall("closed:4", () => new PooledCaller(), 400_000);

    [Fact]
    public Task An_open_loop_of_asynchronous_calls_allocates_nothing_per_call() =>
        AssertNothingPerCall("open:200000", () => new PooledCaller(), 200_000);

    // In the second half of a load, when threads, callers and histograms have grown to their size. A thread that joins the
    // pool just then brings a lane along: the best of three loads shows what a call costs, as the smallest object is 24 bytes.
    private static async Task AssertNothingPerCall(string load, Func<ICaller> createCaller, long count)
    {
        double best = double.MaxValue;
        for (int i = 0; i < 3 && best >= 1; i++)
        {
            long atHalf = 0;
            long atEnd = 0;
            LoadResult result = await LoadEngine.RunAsync(
                new LoadOptions { Model = LoadModel.Parse(load), Count = count, InFlightLimit = 50 },
                () => new Gauge(createCaller(), index =>
                {
                    if (index == count / 2)
                    {
                        atHalf = GC.GetTotalAllocatedBytes(precise: true);
                    }
                    else if (index == count - 1)
                    {
                        atEnd = GC.GetTotalAllocatedBytes(precise: true);
                    }
                }),
                stop: TestContext.Current.CancellationToken);
            if (atHalf > 0 && atEnd > 0 && result.Counts.Dropped < count / 4)
            {
                best = Math.Min(best, (atEnd - atHalf) / (count / 2.0));
            }
        }
        Assert.InRange(best, 0, 0.99);
    }

    private sealed class Gauge(ICaller inner, Action<long> before) : ICaller
    {
        public ValueTask<CallOutcome> CallAsync(long index, CancellationToken cancellation)
        {
            before(index);
            return inner.CallAsync(index, cancellation);
        }
    }
}
