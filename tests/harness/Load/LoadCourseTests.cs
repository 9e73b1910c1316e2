using System.Collections.Concurrent;
using Bench.Harness.Load;
using Bench.Harness.Outcome;
using static Bench.Tests.Harness.Load.ClosedLoadTests;
using static Bench.Tests.Harness.Load.OpenLoadTests;

namespace Bench.Tests.Harness.Load;

[Collection(nameof(Exclusive))]
public class LoadCourseTests
{
    [Theory]
    [InlineData("closed:3")]
    [InlineData("open:500")]
    public async Task Stopped_in_the_window_it_keeps_what_was_measured(string load)
    {
        using var stop = new CancellationTokenSource(200);
        LoadResult result = await LoadEngine.RunAsync(
            new LoadOptions { Model = LoadModel.Parse(load), Duration = TimeSpan.FromMinutes(1) }, Caller.Delayed(5), stop: stop.Token);
        Assert.True(result.Interrupted);
        Assert.True(result.Counts.Ok > 0);
        Assert.True(result.Window < TimeSpan.FromSeconds(30));
        AssertSound(result);
    }

    [Theory]
    [InlineData("closed:3")]
    [InlineData("open:500")]
    public async Task Stopped_in_the_warm_up_it_has_an_empty_window(string load)
    {
        using var stop = new CancellationTokenSource(50);
        var observer = new Observer();
        LoadResult result = await LoadEngine.RunAsync(
            new LoadOptions { Model = LoadModel.Parse(load), Warmup = TimeSpan.FromMinutes(1), Duration = TimeSpan.FromMinutes(1) },
            Caller.Delayed(5), observer, stop.Token);
        Assert.True(result.Interrupted);
        Assert.Equal(default, result.Counts);
        Assert.Equal(TimeSpan.Zero, result.Window);
        Assert.Equal(["scheduled"], observer.Events.Select(e => e.What));
        AssertSound(result);
    }

    [Fact]
    public async Task Stopped_with_calls_that_hang_it_drains_only_briefly()
    {
        using var stop = new CancellationTokenSource(50);
        Task<LoadResult> run = LoadEngine.RunAsync(Closed(2, 60_000) with { Deadline = TimeSpan.FromHours(1) }, Caller.Hanging, stop: stop.Token);
        LoadResult result = await run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(2, result.Counts.Cancelled);
        AssertSound(result);
    }

    [Theory]
    [InlineData("closed:2", null)]
    [InlineData("closed:2", 50L)]
    [InlineData("open:1000", null)]
    [InlineData("open:1000", 50L)]
    public async Task The_observer_hears_of_the_window_once_and_of_its_true_bounds(string load, long? count)
    {
        var observer = new Observer();
        LoadResult result = await LoadEngine.RunAsync(
            new LoadOptions
            {
                Model = LoadModel.Parse(load),
                Warmup = TimeSpan.FromMilliseconds(50),
                Duration = count is null ? TimeSpan.FromMilliseconds(100) : null,
                Count = count,
            },
            Caller.Delayed(1), observer, TestContext.Current.CancellationToken);
        Assert.False(result.Interrupted);
        Assert.Equal([("scheduled", result.WindowStartNs), ("start", result.WindowStartNs), ("end", result.WindowEndNs)], observer.Events);
    }

    [Fact]
    public async Task Progress_shows_running_figures_of_each_stage()
    {
        var observer = new Observer();
        LoadResult result = await LoadEngine.RunAsync(
            Closed(2, 1200) with { Warmup = TimeSpan.FromMilliseconds(700) }, Caller.Delayed(2), observer, TestContext.Current.CancellationToken);
        LoadProgress warmup = observer.Progress.First(p => p.Stage == LoadStage.Warmup);
        Assert.Null(warmup.P99Ns);
        Assert.InRange(warmup.Ok, 1, result.Warmup.Ok);
        LoadProgress window = observer.Progress.Last(p => p.Stage == LoadStage.Window);
        Assert.InRange(window.Ok, 1, result.Counts.Ok);
        Assert.InRange(window.Started, window.Ok, result.Counts.Started);
        Assert.InRange(window.P99Ns!.Value, 1_500_000, 1_000_000_000);
        Assert.InRange(window.P50Ns!.Value, 1_500_000, window.P90Ns!.Value);
        Assert.InRange(window.P99Ns.Value, window.P90Ns.Value, window.P999Ns!.Value);
        Assert.InRange(window.RatePerSecond, 1, 1400);
        Assert.InRange(observer.Progress.Max(p => p.InFlight), 1, 2);
    }

    [Fact]
    public async Task An_observer_that_throws_ends_the_load_with_its_exception()
    {
        var observer = new Observer { Failure = new InvalidOperationException("mine") };
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            LoadEngine.RunAsync(Open(100, 60_000), Caller.Yielding, observer, TestContext.Current.CancellationToken));
        Assert.Equal("mine", e.Message);
    }

    [Fact]
    public async Task Overdue_arrivals_get_their_deadline_after_the_window()
    {
        // The pacer is held up across the end: calls sent only after it are answered 100 ms later, within their deadline
        LoadResult result = await LoadEngine.RunAsync(
            Open(100, 100) with { Deadline = TimeSpan.FromMilliseconds(200) },
            Caller.Of(async (index, cancellation) =>
            {
                if (index == 5)
                {
                    Thread.Sleep(400);
                }
                await Task.Delay(100, cancellation);
                return CallOutcome.Ok;
            }),
            stop: TestContext.Current.CancellationToken);
        Assert.Equal(10, result.Counts.Ok);
        AssertSound(result);
    }

    private sealed class Observer : ILoadObserver
    {
        public ConcurrentQueue<(string What, long AtNs)> Events { get; } = [];

        public ConcurrentQueue<LoadProgress> Progress { get; } = [];

        public Exception? Failure { get; init; }

        public void WindowScheduled(long atNs) => Events.Enqueue(("scheduled", atNs));

        public void WindowStarted(long atNs)
        {
            Events.Enqueue(("start", atNs));
            if (Failure is not null)
            {
                throw Failure;
            }
        }

        public void WindowEnded(long atNs) => Events.Enqueue(("end", atNs));

        public void Progressed(LoadProgress progress) => Progress.Enqueue(progress);
    }
}
