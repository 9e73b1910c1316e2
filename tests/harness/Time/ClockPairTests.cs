using Bench.Harness.Time;

namespace Bench.Tests.Harness.Time;

public class ClockPairTests
{
    [Fact]
    public void Clocks_that_go_equally_far_do_not_part()
    {
        var time = new TwoClocks();
        var first = ClockPair.Take(new Clock(time));
        time.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(0, ClockPair.Take(new Clock(time)).WallAheadSince(first));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(-200)]
    [InlineData(0.1)]
    public void Case62_a_step_of_the_wall_clock_shows_and_the_monotonic_one_goes_on(double stepMs)
    {
        var time = new TwoClocks();
        var first = ClockPair.Take(new Clock(time));
        time.Pass(TimeSpan.FromSeconds(10));
        time.StepWall(TimeSpan.FromMilliseconds(stepMs));
        var second = ClockPair.Take(new Clock(time));
        Assert.InRange(second.WallAheadSince(first), (stepMs * 1e6) - 1_000, (stepMs * 1e6) + 1_000);
        Assert.InRange(second.MonotonicNs - first.MonotonicNs, 10_000_000_000, 10_000_001_000);
    }

    [Fact]
    public void What_the_readings_leave_uncertain_is_not_taken_for_a_step()
    {
        var first = new ClockPair(0, 0, 300);
        Assert.Equal(0, new ClockPair(1_000, 1_700, 400).WallAheadSince(first));
        Assert.Equal(1, new ClockPair(1_000, 1_701, 400).WallAheadSince(first));
        Assert.Equal(-1, new ClockPair(1_000, 299, 400).WallAheadSince(first));
    }

    [Fact]
    public void The_closest_of_several_readings_counts()
    {
        // The first reading is torn apart by 5 ms, the next is not.
        var time = new TwoClocks { Tears = 1 };
        Assert.True(ClockPair.Take(new Clock(time)).UncertaintyNs < 1_000);
    }

    /// <summary>Both clocks by hand; each reading takes 10 ns, and the wall clock's may take long.</summary>
    private sealed class TwoClocks : TimeProvider
    {
        private long _monotonicNs;
        private DateTimeOffset _wall = DateTimeOffset.UnixEpoch.AddYears(50);

        public int Tears { get; set; }

        public override long TimestampFrequency => 1_000_000_000;

        public void Pass(TimeSpan time)
        {
            _monotonicNs += time.Ticks * 100;
            _wall += time;
        }

        public void StepWall(TimeSpan by) => _wall += by;

        public override long GetTimestamp() => _monotonicNs += 10;

        public override DateTimeOffset GetUtcNow()
        {
            if (Tears-- > 0)
            {
                Pass(TimeSpan.FromMilliseconds(5));
            }
            return _wall;
        }
    }
}
