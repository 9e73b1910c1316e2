using Bench.Harness.Time;

namespace Bench.Tests.Harness.Time;

public class DueWaitTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(25_000)]
    [InlineData(1_000_000)]
    public void The_systems_wait_is_never_early(long maxSpinNs) => AssertNeverEarly(DueWait.For(Clock.System), maxSpinNs);

    [Fact]
    public void The_portable_wait_is_never_early() => AssertNeverEarly(new PortableDueWait(Clock.System), 25_000);

    [Fact]
    public void Linux_sleeps_on_the_kernels_clock_and_others_do_not()
    {
        Assert.Equal(OperatingSystem.IsLinux(), DueWait.For(Clock.System) is LinuxDueWait);
        Assert.IsType<PortableDueWait>(DueWait.For(new Clock(new OtherTime())));
    }

    [Fact]
    public void On_Linux_the_threads_timer_slack_is_a_nanosecond_instead_of_the_usual_50_000()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has timer slack");
        string? slack = null;
        var thread = new Thread(() =>
        {
            _ = DueWait.For(Clock.System);
            string id = Path.GetFileName(new FileInfo("/proc/thread-self").LinkTarget!);
            slack = File.ReadAllText($"/proc/{id}/timerslack_ns");
        });
        thread.Start();
        thread.Join();
        Assert.Equal("1", slack?.Trim());
    }

    private static void AssertNeverEarly(DueWait wait, long maxSpinNs)
    {
        foreach (long aheadNs in (long[])[-1_000_000, 0, 1_000, 60_000, 1_500_000, 5_000_000])
        {
            long due = Clock.System.NowNs + aheadNs;
            wait.Until(due, maxSpinNs);
            Assert.True(Clock.System.NowNs >= due);
        }
    }

    private sealed class OtherTime : TimeProvider;
}
