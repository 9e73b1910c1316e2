using System.Collections.Concurrent;
using Bench.Harness.Load;
using Bench.Harness.Outcome;

namespace Bench.Tests.Harness.Load;

[Collection(nameof(Exclusive))]
public class ClosedLoadTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workers_that_never_wait_all_run_and_stop()
    {
        var calls = new ConcurrentDictionary<int, long>();
        int made = 0;
        LoadResult result = await LoadEngine.RunAsync(Closed(40, milliseconds: 300), () =>
        {
            int worker = made++;
            return new Caller((_, _) =>
            {
                calls.AddOrUpdate(worker, 1, (_, n) => n + 1);
                return new(CallOutcome.Ok);
            });
        }, stop: Stop);
        Assert.Equal(40, calls.Count);
        Assert.Equal(calls.Values.Sum(), result.Counts.Ok);
        AssertSound(result);
        Assert.Equal(result.Counts.Ok, result.Goodput);
        Assert.Equal(300_000_000, result.WindowEndNs - result.WindowStartNs);
    }

    [Fact]
    public async Task Response_and_service_time_are_the_same_and_there_is_no_send_lag()
    {
        LoadResult result = await LoadEngine.RunAsync(Closed(4, milliseconds: 100), Caller.Delayed(10), stop: Stop);
        Assert.Same(result.Response, result.Service);
        Assert.Null(result.SendLag);
        Assert.True(result.Response.ValueAtPercentile(0) >= 8_000_000);
        AssertSound(result);
    }

    [Fact]
    public async Task Calls_of_the_warm_up_that_were_never_sent_are_told_from_its_attempts()
    {
        LoadOptions options = Closed(2, milliseconds: 100) with { Warmup = TimeSpan.FromMilliseconds(100) };
        LoadResult result = await LoadEngine.RunAsync(
            options,
            Caller.Of(async (index, cancellation) =>
            {
                await Task.Delay(5, cancellation);
                return index % 2 == 0 ? CallOutcome.Ok : CallOutcome.Failed(ErrorKind.ConnectFailed, "nobody there");
            }),
            stop: Stop);

        Assert.Equal(result.Warmup.Started, result.WarmupAttempts);
        Assert.True(result.WarmupUnsent > 0);
        Assert.Equal(result.Warmup.Error, result.WarmupUnsent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Workers_with_time_to_think_wait_between_calls_and_end_with_the_window(bool atOnce)
    {
        var options = new LoadOptions { Model = new ClosedLoad(4, TimeSpan.FromMilliseconds(100)), Duration = TimeSpan.FromSeconds(1) };
        LoadResult result = await LoadEngine.RunAsync(
            options,
            Caller.Of(async (_, _) =>
            {
                if (!atOnce)
                {
                    await Task.Yield();
                }
                return CallOutcome.Ok;
            }),
            stop: Stop);

        // Ten each if no timer is late; eleven where timers of whole milliseconds are early.
        Assert.InRange(result.Counts.Started, 12, 44);
        Assert.Equal(result.Counts.Started, result.Counts.Ok);
        AssertSound(result);
    }

    [Fact]
    public async Task A_long_time_to_think_holds_up_neither_the_end_nor_an_interruption()
    {
        var options = new LoadOptions { Model = new ClosedLoad(3, TimeSpan.FromMinutes(5)), Duration = TimeSpan.FromMinutes(10), Deadline = TimeSpan.FromMinutes(5) };
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        long startNs = options.Clock.NowNs;
        LoadResult result = await LoadEngine.RunAsync(options, Caller.Of((_, _) => new ValueTask<CallOutcome>(CallOutcome.Ok)), stop: stop.Token);

        Assert.Equal(3, result.Counts.Ok);
        Assert.True(result.Interrupted);
        Assert.InRange((options.Clock.NowNs - startNs) / 1e9, 0.19, 20);
        AssertSound(result);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_count_is_kept_exactly_and_its_numbers_are_each_used_once(int workers)
    {
        var numbers = new ConcurrentBag<long>();
        LoadResult result = await LoadEngine.RunAsync(
            new LoadOptions { Model = new ClosedLoad(workers), Count = 1000 },
            Caller.Of(async (index, _) =>
            {
                numbers.Add(index);
                await Task.Yield();
                return CallOutcome.Ok;
            }),
            stop: Stop);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), numbers.Order());
        Assert.Equal(1000, result.Counts.Scheduled);
        Assert.True(result.WindowEndNs > result.WindowStartNs);
        AssertSound(result);
    }

    [Fact]
    public async Task A_count_whose_last_call_hangs_ends_after_the_drain()
    {
        LoadResult result = await LoadEngine.RunAsync(
            new LoadOptions { Model = new ClosedLoad(1), Count = 3, Deadline = TimeSpan.FromMilliseconds(50) },
            Caller.Of(async (index, cancellation) =>
            {
                await Task.Delay(index < 2 ? 0 : Timeout.Infinite, cancellation);
                return CallOutcome.Ok;
            }),
            stop: Stop);
        Assert.Equal((2, 1), (result.Counts.Ok, result.Counts.Cancelled));
        AssertSound(result);
    }

    [Fact]
    public async Task Warm_up_calls_count_apart_and_are_not_timed()
    {
        LoadResult result = await LoadEngine.RunAsync(
            Closed(2, milliseconds: 100) with { Warmup = TimeSpan.FromMilliseconds(100) }, Caller.Yielding, stop: Stop);
        Assert.True(result.Warmup.Ok > 0);
        Assert.True(result.Counts.Ok > 0);
        AssertSound(result);
    }

    [Fact]
    public async Task Calls_keep_their_numbers_dense_from_0_in_warm_up_and_window()
    {
        var seen = new ConcurrentDictionary<long, int>();
        LoadResult result = await LoadEngine.RunAsync(
            Closed(3, milliseconds: 100) with { Warmup = TimeSpan.FromMilliseconds(50) },
            Caller.Of(async (index, _) =>
            {
                seen.AddOrUpdate(index, 1, (_, n) => n + 1);
                await Task.Delay(1, CancellationToken.None);
                return CallOutcome.Ok;
            }),
            stop: Stop);
        Assert.All(seen.Values, n => Assert.InRange(n, 1, 2));
        Assert.Equal(2, seen[0]);
        Assert.True(seen.Keys.Max() < result.Counts.Started + (3 * 16));
        AssertSound(result);
    }

    [Fact]
    public async Task Failures_are_counted_by_kind_with_their_first_message()
    {
        int call = 0;
        LoadResult result = await LoadEngine.RunAsync(
            new LoadOptions { Model = new ClosedLoad(1), Count = 7 },
            Caller.Of((_, _) => call++ switch
            {
                0 => new(CallOutcome.Failed(ErrorKind.ConnectionLost, "first")),
                1 => new(CallOutcome.Failed(ErrorKind.ConnectionLost, "second")),
                2 => throw new InvalidOperationException("thrown"),
                3 => new(Task.FromException<CallOutcome>(new InvalidOperationException("later"))),
                4 => new(CallOutcome.Timeout),
                5 => new(CallOutcome.Cancelled),
                _ => new(new CallOutcome(OutcomeKind.Error, (ErrorKind)99)),
            }),
            stop: Stop);
        Assert.Equal(new LoadCounts(7, 7, 0, 5, 1, 1, 0), result.Counts);
        Assert.Equal(new Dictionary<ErrorKind, long> { [ErrorKind.ConnectionLost] = 2, [ErrorKind.Internal] = 3 }, result.Errors);
        Assert.Equal("first", result.ErrorMessages[ErrorKind.ConnectionLost]);
        Assert.Equal("InvalidOperationException: thrown", result.ErrorMessages[ErrorKind.Internal]);
        AssertSound(result);
    }

    [Fact]
    public async Task Calls_that_hang_are_cancelled_after_the_drain()
    {
        LoadResult result = await LoadEngine.RunAsync(
            Closed(5, milliseconds: 50) with { Deadline = TimeSpan.FromMilliseconds(50) }, Caller.Hanging, stop: Stop);
        Assert.Equal(new LoadCounts(5, 5, 0, 0, 0, 5, 0), result.Counts);
        Assert.Equal(0, result.Response.Count);
        Assert.Equal(0, result.GivenUp);
        AssertSound(result);
    }

    [Fact]
    public async Task Calls_deaf_to_cancellation_are_given_up_and_what_comes_later_is_ignored()
    {
        var late = new TaskCompletionSource<CallOutcome>();
        LoadResult result = await LoadEngine.RunAsync(
            Closed(3, milliseconds: 50) with { Deadline = TimeSpan.FromMilliseconds(20) },
            Caller.Of((_, _) => new(late.Task)),
            stop: Stop);
        Assert.Equal(new LoadCounts(3, 3, 0, 0, 0, 3, 0), result.Counts);
        late.SetResult(CallOutcome.Ok);
        Assert.Equal(0, result.Response.Count);
        Assert.Equal(3, result.Timeline[0].Failed);
        AssertSound(result);
    }

    [Fact]
    public async Task Callers_that_block_threads_do_not_keep_it_from_ending()
    {
        using var release = new ManualResetEventSlim();
        LoadResult result = await LoadEngine.RunAsync(
            Closed(30, milliseconds: 50) with { Deadline = TimeSpan.FromMilliseconds(20) },
            Caller.Of((_, _) =>
            {
                release.Wait(CancellationToken.None);
                return new(CallOutcome.Ok);
            }),
            stop: Stop);
        release.Set();
        Assert.True(result.Counts.Cancelled > 0);
        Assert.Equal(0, result.Counts.Ok);
        AssertSound(result);
    }

    [Fact]
    public async Task A_slow_call_holds_only_its_own_worker()
    {
        int made = 0;
        LoadResult result = await LoadEngine.RunAsync(
            Closed(3, milliseconds: 200), () => made++ == 0 ? Caller.Delayed(150)() : Caller.NoOp(), stop: Stop);
        Assert.True(result.Counts.Ok > 1000);
        Assert.True(result.Response.MaxNs >= 140_000_000);
        AssertSound(result);
    }

    [Fact]
    public async Task A_caller_that_cannot_be_made_fails_the_load()
    {
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            LoadEngine.RunAsync(Closed(2, milliseconds: 50), () => throw new InvalidOperationException("no"), stop: Stop));
        Assert.Equal("no", e.Message);
    }

    [Fact]
    public async Task Completions_on_the_starters_stack_do_not_pile_up()
    {
        LoadResult result = await LoadEngine.RunAsync(
            new LoadOptions { Model = new ClosedLoad(1), Count = 200_000 }, () => new EagerCaller(), stop: Stop);
        Assert.Equal(200_000, result.Counts.Ok);
        AssertSound(result);
    }

    [Fact]
    public async Task Completing_twice_is_counted_and_changes_no_other_figure()
    {
        LoadResult result = await LoadEngine.RunAsync(
            new LoadOptions { Model = new ClosedLoad(1), Count = 10 }, () => new EagerCaller { Times = 2 }, stop: Stop);
        Assert.Equal(10, result.Counts.Ok);
        Assert.Equal(10, result.DoubleCompletions);
        AssertSound(result);
    }

    internal static LoadOptions Closed(int workers, int milliseconds) =>
        new() { Model = new ClosedLoad(workers), Duration = TimeSpan.FromMilliseconds(milliseconds) };

    internal static void AssertSound(LoadResult result)
    {
        Assert.True(result.Counts.AddUp, $"{result.Counts}");
        Assert.True(result.Warmup.AddUp, $"{result.Warmup}");
        Assert.Equal(result.Counts.Timed, result.Response.Count);
        Assert.Equal(result.Counts.Timed, result.Service.Count);
        Assert.Equal(result.Counts.Error, result.Errors.Values.Sum());
        Assert.Equal(result.Errors.Keys.Order(), result.ErrorMessages.Keys.Order());
        Assert.Equal(result.Counts.Ok, result.Timeline.Sum(s => s.Ok));
        Assert.Equal(result.Counts.Started - result.Counts.Ok, result.Timeline.Sum(s => s.Failed));
        Assert.Equal(result.SendLag is null ? 0 : result.Counts.Started, result.SendLag?.Count ?? 0);
        Assert.Equal(0, result.Response.Underflow + result.Service.Underflow);
        Assert.True(result.Halves.Count is 0 or 2);
    }
}
