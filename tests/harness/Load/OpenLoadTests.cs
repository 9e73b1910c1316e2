using System.Collections.Concurrent;
using Bench.Harness.Load;
using Bench.Harness.Outcome;
using static Bench.Tests.Harness.Load.ClosedLoadTests;

namespace Bench.Tests.Harness.Load;

[Collection(nameof(Exclusive))]
public class OpenLoadTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_steady_rate_makes_exactly_its_number_of_calls()
    {
        var numbers = new ConcurrentBag<long>();
        LoadResult result = await LoadEngine.RunAsync(
            Open(2000, 500),
            Caller.Of((index, _) =>
            {
                numbers.Add(index);
                return new(CallOutcome.Ok);
            }),
            stop: Stop);
        Assert.Equal(new LoadCounts(1000, 1000, 1000, 0, 0, 0, 0), result.Counts);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), numbers.Order());
        Assert.Equal(500_000_000, result.WindowEndNs - result.WindowStartNs);
        AssertSound(result);
    }

    [Fact]
    public async Task Warm_up_arrivals_come_at_the_same_rate_and_count_apart()
    {
        LoadResult result = await LoadEngine.RunAsync(
            Open(1000, 200) with { Warmup = TimeSpan.FromMilliseconds(100) }, Caller.Yielding, stop: Stop);
        Assert.Equal(200, result.Counts.Ok);
        Assert.Equal(100, result.Warmup.Ok);
        AssertSound(result);
    }

    [Fact]
    public async Task A_ramp_lasts_as_long_as_its_phases_and_warms_up_at_its_mean_rate()
    {
        LoadModel ramp = LoadModel.Parse("ramp:0..1000@200ms,2000@100ms,0@100ms");
        LoadResult result = await LoadEngine.RunAsync(
            new LoadOptions { Model = ramp, Warmup = TimeSpan.FromMilliseconds(100) }, Caller.Yielding, stop: Stop);
        Assert.Equal(300, result.Counts.Ok);
        Assert.Equal(75, result.Warmup.Ok);
        Assert.Equal(400_000_000, result.WindowEndNs - result.WindowStartNs);
        AssertSound(result);
    }

    [Fact]
    public async Task A_poisson_load_is_the_same_again_from_the_same_seed()
    {
        LoadOptions options = Open(2000, 200) with { Model = new OpenLoad(2000, Poisson: true), Seed = 42 };
        LoadResult first = await LoadEngine.RunAsync(options, Caller.NoOp, stop: Stop);
        LoadResult second = await LoadEngine.RunAsync(options, Caller.NoOp, stop: Stop);
        Assert.Equal(first.Counts, second.Counts);
        Assert.InRange(first.Counts.Ok, 300, 500);
        Assert.NotEqual(first.Counts, (await LoadEngine.RunAsync(options with { Seed = 43 }, Caller.NoOp, stop: Stop)).Counts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_count_ends_the_window_where_the_next_arrival_would_be(bool poisson)
    {
        LoadResult result = await LoadEngine.RunAsync(
            new LoadOptions { Model = new OpenLoad(1000, poisson), Count = 100 }, Caller.Yielding, stop: Stop);
        Assert.Equal(100, result.Counts.Ok);
        if (!poisson)
        {
            Assert.Equal(100_000_000, result.WindowEndNs - result.WindowStartNs);
        }
        AssertSound(result);
    }

    [Fact]
    public async Task Slow_answers_hold_back_no_arrival()
    {
        LoadResult result = await LoadEngine.RunAsync(Open(1000, 200), Caller.Delayed(300), stop: Stop);
        Assert.Equal(200, result.Counts.Ok);
        Assert.True(result.Response.ValueAtPercentile(0) >= 290_000_000);
        AssertSound(result);
    }

    [Fact]
    public async Task Answers_after_the_deadline_are_no_goodput()
    {
        LoadResult result = await LoadEngine.RunAsync(
            Open(100, 100) with { Deadline = TimeSpan.FromMilliseconds(30) }, Caller.Delayed(60), stop: Stop);
        Assert.Equal((10, 0), (result.Counts.Ok, result.Goodput));
        AssertSound(result);
    }

    [Fact]
    public async Task A_stall_in_the_middle_shows_in_the_response_times()
    {
        // Frozen from 400 to 600 of 1,000 ms: a fifth of the calls wait between 0 and 200 ms, evenly spread
        LoadResult result = await LoadEngine.RunAsync(
            Open(1000, 1000),
            Caller.Of((index, _) =>
            {
                if (index == 400)
                {
                    Thread.Sleep(200);
                }
                return new(CallOutcome.Ok);
            }),
            stop: Stop);
        Assert.Equal(1000, result.Counts.Ok);
        Assert.InRange(result.Response.MaxNs / 1e6, 199, 260);
        Assert.InRange(result.Response.ValueAtPercentile(99) / 1e6, 185, 245);
        Assert.InRange(result.Response.ValueAtPercentile(90) / 1e6, 95, 155);
        Assert.InRange(result.SendLag!.ValueAtPercentile(99) / 1e6, 185, 245);
        // The one call that stalled was slow itself; the others only waited their turn
        Assert.True(result.Service.ValueAtPercentile(99) < 50_000_000);
        AssertSound(result);
    }

    [Fact]
    public async Task Arrivals_beyond_the_lateness_bound_are_dropped_and_counted()
    {
        LoadResult result = await LoadEngine.RunAsync(
            Open(1000, 400) with { LatenessBound = TimeSpan.FromMilliseconds(50) },
            Caller.Of((index, _) =>
            {
                if (index == 100)
                {
                    Thread.Sleep(200);
                }
                return new(CallOutcome.Ok);
            }),
            stop: Stop);
        Assert.Equal(400, result.Counts.Scheduled);
        Assert.InRange(result.Counts.Dropped, 100, 299);
        Assert.True(result.SendLag!.MaxNs <= 50_000_000);
        AssertSound(result);
    }

    [Fact]
    public async Task Arrivals_above_the_limit_in_flight_are_dropped_and_counted()
    {
        int made = 0;
        LoadResult result = await LoadEngine.RunAsync(
            Open(1000, 100) with { InFlightLimit = 7, Deadline = TimeSpan.FromMilliseconds(50) },
            () =>
            {
                made++;
                return Caller.Hanging();
            },
            stop: Stop);
        Assert.Equal(new LoadCounts(100, 7, 0, 0, 0, 7, 93), result.Counts);
        Assert.Equal(7, made);
        AssertSound(result);
    }

    [Fact]
    public async Task Callers_are_reused_last_in_first_out()
    {
        int made = 0;
        LoadResult result = await LoadEngine.RunAsync(
            Open(1000, 200),
            () =>
            {
                made++;
                return Caller.NoOp();
            },
            stop: Stop);
        Assert.Equal(200, result.Counts.Ok);
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task Deaf_calls_are_given_up()
    {
        LoadResult result = await LoadEngine.RunAsync(
            Open(100, 100) with { Deadline = TimeSpan.FromMilliseconds(20) }, Caller.Deaf, stop: Stop);
        Assert.Equal(new LoadCounts(10, 10, 0, 0, 0, 10, 0), result.Counts);
        Assert.Equal(10, result.GivenUp);
        AssertSound(result);
    }

    [Fact]
    public async Task A_call_that_blocks_the_pacer_does_not_keep_it_from_ending()
    {
        using var release = new ManualResetEventSlim();
        LoadResult result = await LoadEngine.RunAsync(
            Open(100, 100) with { Deadline = TimeSpan.FromMilliseconds(20), LatenessBound = TimeSpan.FromMilliseconds(50) },
            Caller.Of((index, _) =>
            {
                if (index == 3)
                {
                    release.Wait(CancellationToken.None);
                }
                return new(CallOutcome.Ok);
            }),
            stop: Stop);
        release.Set();
        Assert.Equal(new LoadCounts(10, 4, 3, 0, 0, 1, 6), result.Counts);
        AssertSound(result);
    }

    [Fact]
    public async Task A_caller_that_cannot_be_made_in_the_middle_is_an_error_of_its_call()
    {
        int made = 0;
        LoadResult result = await LoadEngine.RunAsync(
            Open(100, 100), () => made++ == 0 ? Caller.Delayed(300)() : throw new InvalidOperationException("no more"), stop: Stop);
        Assert.Equal((1, 9), (result.Counts.Ok, result.Counts.Error));
        Assert.Contains("no more", result.ErrorMessages[ErrorKind.Internal], StringComparison.Ordinal);
        AssertSound(result);
    }

    internal static LoadOptions Open(double rate, int milliseconds) =>
        new() { Model = new OpenLoad(rate), Duration = TimeSpan.FromMilliseconds(milliseconds) };
}
