using Bench.Harness.Load;
using Bench.Harness.Outcome;

namespace Bench.Tests.Harness.Load;

public class LoadTimelineTests
{
    private const long Ms = 1_000_000;
    private const long StartNs = 7_000 * Ms;

    [Theory]
    [InlineData(700, 100)]
    [InlineData(20_000, 100)]
    [InlineData(20_001, 1_000)]
    public void A_short_window_is_cut_more_finely(long windowMs, long sliceMs) =>
        Assert.Equal(sliceMs * Ms, TimelineScale.Of(StartNs, StartNs + (windowMs * Ms)).SliceNs);

    [Fact]
    public void A_window_of_unknown_length_is_cut_into_seconds() => Assert.Equal(1_000 * Ms, TimelineScale.Of(StartNs, long.MaxValue).SliceNs);

    [Fact]
    public void Seconds_are_sums_of_slices_and_halves_are_equally_long()
    {
        // 2.55 s: 25 whole slices, of which the middle one belongs to neither half.
        LoadTimeline timeline = Of(2_550, [(0, 10), (999, 20), (1_150, 30), (1_200, 50), (1_250, 70), (1_300, 40), (2_400, 60), (2_510, 1_000)]);
        Assert.Equal([2, 4, 2], timeline.Seconds.Select(s => s.Ok));
        Assert.Equal([20 * Ms, 70 * Ms, 1_000 * Ms], timeline.Seconds.Select(s => s.MaxNs!.Value));
        Assert.Equal([new LoadHalf(3 / 1.2, 20 * Ms), new LoadHalf(2 / 1.2, 50 * Ms)], timeline.Halves);
    }

    [Fact]
    public void Calls_that_were_cut_off_count_in_their_half_without_a_latency()
    {
        LoadTimeline timeline = Of(400, [(10, null), (20, 5), (310, null)]);
        Assert.Equal([new LoadHalf(2 / 0.2, 5 * Ms), new LoadHalf(1 / 0.2, null)], timeline.Halves);
    }

    [Theory]
    [InlineData(399, 0)]
    [InlineData(400, 2)]
    public void Halves_that_mean_nothing_are_absent(long windowMs, int halves) => Assert.Equal(halves, Of(windowMs, [(1, 1)]).Halves.Length);

    [Fact]
    public async Task A_load_that_becomes_slow_shows_in_its_halves()
    {
        LoadResult result = await LoadEngine.RunAsync(
            new LoadOptions { Model = new OpenLoad(200), Duration = TimeSpan.FromMilliseconds(800) },
            Caller.Of(async (index, cancellation) =>
            {
                await Task.Delay(index < 80 ? 1 : 250, cancellation);
                return CallOutcome.Ok;
            }),
            stop: TestContext.Current.CancellationToken);
        Assert.Equal([200.0, 200.0], result.Halves.Select(h => h.OutcomesPerSecond));
        Assert.True(result.Halves[1].MeanNs >= 250 * Ms);
        Assert.True(result.Halves[1].MeanNs > result.Halves[0].MeanNs);
    }

    /// <summary>The timeline of calls, each with its intended start and its response time in ms; without one it was cut off.</summary>
    private static LoadTimeline Of(long windowMs, (long AtMs, long? ResponseMs)[] calls)
    {
        var scale = TimelineScale.Of(StartNs, StartNs + (windowMs * Ms));
        RecordingLane[] lanes = [new(scale, long.MaxValue, isOpen: true, kinds: 1), new(scale, long.MaxValue, isOpen: true, kinds: 1)];
        foreach (((long atMs, long? responseMs), int i) in calls.Select((c, i) => (c, i)))
        {
            long atNs = StartNs + (atMs * Ms);
            lanes[i % 2].Record(true, 0, atNs, atNs, atNs + ((responseMs ?? 0) * Ms), responseMs is null ? CallOutcome.Cancelled : CallOutcome.Ok);
        }
        return LoadTimeline.Of(lanes, scale, windowMs * Ms);
    }
}
