using Bench.Harness.Measure;
using Bench.Harness.Time;

namespace Bench.Tests.Harness.Measure;

public class PauseWatchdogTests
{
    private const long Ms = 1_000_000;

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(-20)]
    public void A_wake_up_in_time_is_no_pause(long lateMs) => Assert.Null(PauseWatchdog.Judge(500 * Ms, (500 + lateMs) * Ms));

    [Fact]
    public void A_late_wake_up_is_a_pause_from_when_it_was_due() =>
        Assert.Equal(new Pause(500 * Ms, 51 * Ms), PauseWatchdog.Judge(500 * Ms, 551 * Ms));

    [Fact]
    public void A_jump_of_the_clock_shows_as_a_pause_and_only_in_its_stretch()
    {
        var time = new JumpingTime();
        var clock = new Clock(time);
        using var watchdog = new PauseWatchdog(clock);
        long before = clock.NowNs;
        time.Jump(TimeSpan.FromSeconds(2));
        Assert.True(SpinWait.SpinUntil(() => watchdog.Between(0, long.MaxValue).Count > 0, TimeSpan.FromSeconds(10)));
        Pause pause = watchdog.Between(before, before + (2000 * Ms))[0];
        Assert.InRange(pause.DurationNs, 1900 * Ms, 2000 * Ms + (10_000 * Ms));
        // On a busy machine it may begin a little before: when the watchdog should have woken.
        Assert.Empty(watchdog.Between(before - (60_000 * Ms), before - (5_000 * Ms)));
        // Told while the watchdog still sleeps, it may yet grow a little.
        Assert.Empty(watchdog.Between(pause.EndNs + (60_000 * Ms), long.MaxValue));
    }

    [Fact]
    public void A_pause_that_the_watchdog_has_not_woken_from_yet_is_told()
    {
        var time = new JumpingTime();
        var clock = new Clock(time);
        using var watchdog = new PauseWatchdog(clock);
        long before = clock.NowNs;
        time.Jump(TimeSpan.FromSeconds(2));
        // Whoever asks first is told, though it be within the 25 ms in which the watchdog sleeps.
        Assert.InRange(Assert.Single(watchdog.Between(before, long.MaxValue)).DurationNs, 1900 * Ms, 2000 * Ms + (10_000 * Ms));
    }
}
