using Bench.Harness.Time;
using CsCheck;

namespace Bench.Tests.Harness.Time;

public class BackoffTests
{
    [Fact]
    public void Waits_double_up_to_the_limit_and_are_drawn_from_their_upper_half() => Gen.ULong.Sample(seed =>
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100), seed);
        foreach (double longest in (double[])[10, 20, 40, 80, 100, 100])
        {
            Assert.InRange(backoff.Failed().TotalMilliseconds, longest / 2, longest);
        }
        backoff.Succeeded();
        Assert.InRange(backoff.Failed().TotalMilliseconds, 5, 10);
    });

    [Fact]
    public void With_full_jitter_waits_are_drawn_evenly_from_zero()
    {
        double[] waits = [.. Enumerable.Range(0, 1_000).Select(seed => new Backoff(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1), (ulong)seed, least: 0).Failed().TotalMilliseconds)];
        Assert.All(Enumerable.Range(0, 10), tenth => Assert.InRange(waits.Count(w => w >= tenth && w < tenth + 1), 70, 130));
    }

    [Fact]
    public void Different_seeds_wait_differently()
    {
        TimeSpan[] waits = [.. Enumerable.Range(0, 100).Select(seed => new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), (ulong)seed).Failed())];
        Assert.Equal(100, waits.Distinct().Count());
    }

    [Fact]
    public void Failures_without_end_stay_at_the_limit()
    {
        var backoff = new Backoff(TimeSpan.FromHours(1), TimeSpan.FromHours(2), 1);
        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.InRange(backoff.Failed(), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)));
    }
}
