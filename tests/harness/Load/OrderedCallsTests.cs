using Bench.Harness.Load;
using Bench.Harness.Outcome;
using static Bench.Tests.Harness.Load.ClosedLoadTests;

namespace Bench.Tests.Harness.Load;

/// <summary>Closed loads whose lines somebody else drives.</summary>
[Collection(nameof(Exclusive))]
public sealed class OrderedCallsTests
{
    private static readonly LoadOptions Options = new() { Model = new ClosedLoad(6), Duration = TimeSpan.FromMilliseconds(200), Deadline = TimeSpan.FromMilliseconds(200) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public async Task Every_call_is_counted_in_warm_up_or_window(int lines)
    {
        long[] sent = new long[lines];
        int most = 0;
        LoadResult result = await LoadEngine.RunLinesAsync(
            Options with { Warmup = TimeSpan.FromMilliseconds(100), Duration = TimeSpan.FromSeconds(1) }, lines, (line, calls, _) => AnswerAsync(calls, n => sent[line] += n, n => most = Math.Max(most, n)), stop: Stop);

        AssertSound(result);
        Assert.True(result.Warmup.AddUp);
        Assert.True(result.Warmup.Ok > 0);
        Assert.True(result.Counts.Ok > 0);
        Assert.Equal(sent.Sum(), result.Warmup.Started + result.Counts.Started);
        Assert.Equal(result.Counts.Started, result.Counts.Ok);
        Assert.Equal(6 / lines, most);
        Assert.Same(result.Response, result.Service);
        Assert.Null(result.SendLag);
        Assert.Equal(1_000_000_000, result.WindowEndNs - result.WindowStartNs);
    }

    [Fact]
    public async Task A_count_is_kept_exactly_and_ends_the_window_with_the_last_answer()
    {
        LoadResult result = await LoadEngine.RunLinesAsync(Options with { Count = 1_001, Duration = null }, 2, (_, calls, _) => AnswerAsync(calls), stop: Stop);

        AssertSound(result);
        Assert.Equal(1_001, result.Counts.Ok);
        Assert.Equal(1_001, result.Response.Count);
    }

    [Fact]
    public async Task Latencies_are_those_of_each_call_oldest_first()
    {
        // Three go out at once; one is answered after 20 ms, two after 40 ms, and their successors nobody waits for.
        LoadResult result = await LoadEngine.RunLinesAsync(
            Options with { Model = new ClosedLoad(3), Count = 3, Duration = null },
            1,
            async (_, calls, _) =>
            {
                Assert.Equal(3, calls.Next(0));
                await Task.Delay(20, Stop);
                Assert.Equal(0, calls.Next(1));
                await Task.Delay(20, Stop);
                Assert.Equal(0, calls.Next(2));
                Assert.Equal(0, calls.InFlight);
            },
            stop: Stop);

        Assert.Equal(3, result.Counts.Ok);
        Assert.InRange(result.Response.ValueAtPercentile(0), 15_000_000, result.Response.ValueAtPercentile(50) - 10_000_000);
        Assert.True(result.Response.ValueAtPercentile(50) >= 35_000_000);
    }

    [Fact]
    public async Task A_line_that_breaks_off_ends_its_calls_and_the_others_go_on()
    {
        LoadResult result = await LoadEngine.RunLinesAsync(
            Options with { Count = 500, Duration = null },
            2,
            async (line, calls, _) =>
            {
                if (line == 1)
                {
                    await AnswerAsync(calls);
                    return;
                }
                calls.Next(0);
                calls.End(CallOutcome.Failed(ErrorKind.ConnectionLost, "gone"));
                Assert.Equal(0, calls.Next(0));
                Assert.Equal(0, calls.InFlight);
            },
            stop: Stop);

        AssertSound(result);
        Assert.Equal(500, result.Counts.Started);
        Assert.Equal(3, result.Errors[ErrorKind.ConnectionLost]);
        Assert.Equal("gone", result.ErrorMessages[ErrorKind.ConnectionLost]);
    }

    [Fact]
    public async Task Single_calls_may_fail_and_the_line_goes_on()
    {
        LoadResult result = await LoadEngine.RunLinesAsync(
            Options with { Model = new ClosedLoad(1), Count = 10, Duration = null },
            1,
            (_, calls, _) => Task.Run(() =>
            {
                for (int due = calls.Next(0), i = 0; due > 0; i++)
                {
                    due = calls.Next(1, i % 2 == 0 ? CallOutcome.Ok : CallOutcome.Timeout);
                }
            }, Stop),
            stop: Stop);

        Assert.Equal((5, 5), (result.Counts.Ok, result.Counts.Timeout));
    }

    [Fact]
    public async Task If_every_line_breaks_off_the_load_is_over()
    {
        var options = Options with { Duration = TimeSpan.FromHours(1) };
        LoadResult result = await LoadEngine.RunLinesAsync(
            options,
            3,
            (_, calls, _) => Task.Run(() =>
            {
                calls.Next(0);
                throw new InvalidOperationException("broken");
            }, Stop),
            stop: Stop);

        AssertSound(result);
        Assert.Equal(6, result.Errors[ErrorKind.Internal]);
        Assert.Contains("broken", result.ErrorMessages[ErrorKind.Internal], StringComparison.Ordinal);
        Assert.False(result.Interrupted);
    }

    [Fact]
    public async Task What_nobody_answers_is_cancelled_after_the_drain()
    {
        LoadResult result = await LoadEngine.RunLinesAsync(
            Options,
            2,
            async (_, calls, cancellation) =>
            {
                calls.Next(0);
                Assert.False(calls.IsOverdue(Options.Clock.NowNs));
                var cancelled = new TaskCompletionSource();
                await using CancellationTokenRegistration registration = cancellation.Register(cancelled.SetResult);
                await cancelled.Task;
                Assert.True(calls.IsOverdue(Options.Clock.NowNs));
                calls.End(CallOutcome.Cancelled);
            },
            stop: Stop);

        AssertSound(result);
        Assert.Equal(6, result.Counts.Cancelled);
        Assert.Equal(0, result.GivenUp);
    }

    [Fact]
    public async Task A_line_that_hears_nothing_is_given_up()
    {
        var never = new TaskCompletionSource();
        OrderedCalls? line = null;
        LoadResult result = await LoadEngine.RunLinesAsync(
            Options,
            1,
            (_, calls, _) =>
            {
                line = calls;
                calls.Next(0);
                return never.Task;
            },
            stop: Stop);

        AssertSound(result);
        Assert.Equal(6, result.GivenUp);
        Assert.Equal(6, result.Counts.Cancelled);
        Assert.Equal(0, line!.Next(6));
        never.SetResult();
    }

    [Fact]
    public async Task More_answers_than_calls_break_the_line()
    {
        LoadResult result = await LoadEngine.RunLinesAsync(
            Options,
            1,
            (_, calls, _) =>
            {
                calls.Next(0);
                calls.Next(7);
                return Task.CompletedTask;
            },
            stop: Stop);

        AssertSound(result);
        Assert.Equal(6, result.Errors[ErrorKind.Internal]);
    }

    [Fact]
    public async Task Stopping_ends_the_window_and_what_was_measured_is_kept()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        LoadResult result = await LoadEngine.RunLinesAsync(Options with { Duration = TimeSpan.FromHours(1) }, 3, (_, calls, _) => AnswerAsync(calls), stop: stop.Token);

        AssertSound(result);
        Assert.True(result.Interrupted);
        Assert.True(result.Counts.Ok > 0);
    }

    [Theory]
    [InlineData("closed:6", 4)]
    [InlineData("closed:6", 0)]
    [InlineData("closed:6:think=1ms", 6)]
    [InlineData("open:6", 6)]
    public async Task Other_loads_are_refused(string load, int lines) =>
        await Assert.ThrowsAsync<ArgumentException>(() => LoadEngine.RunLinesAsync(Options with { Model = LoadModel.Parse(load) }, lines, (_, _, _) => Task.CompletedTask, stop: Stop));

    [Fact]
    public async Task Nothing_is_allocated_per_call()
    {
        const int Calls = 200_000;
        long before = 0;
        long after = 0;
        await LoadEngine.RunLinesAsync(
            new LoadOptions { Model = new ClosedLoad(8), Warmup = TimeSpan.FromMilliseconds(100), Count = 2 * Calls },
            1,
            (_, calls, _) => Task.Run(() =>
            {
                long answered = 0;
                for (int due = calls.Next(0); calls.InFlight > 0;)
                {
                    answered += due;
                    before = before == 0 && answered > Calls / 10 ? GC.GetAllocatedBytesForCurrentThread() : before;
                    after = GC.GetAllocatedBytesForCurrentThread();
                    due = calls.Next(calls.InFlight);
                }
            }, Stop),
            stop: Stop);

        Assert.InRange(after - before, 0, Calls / 10);
    }

    /// <summary>Answers all that is under way, again and again.</summary>
    private static Task AnswerAsync(OrderedCalls calls, Action<int>? sent = null, Action<int>? inFlight = null) => Task.Run(() =>
    {
        for (int due = calls.Next(0); calls.InFlight > 0; due = calls.Next(calls.InFlight))
        {
            sent?.Invoke(due);
            inFlight?.Invoke(calls.InFlight);
        }
    });
}
