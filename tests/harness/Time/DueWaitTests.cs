using Bench.Harness.Time;

namespace Bench.Tests.Harness.Time;

public class DueWaitTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_systems_wait_is_never_early(bool spin) => AssertNeverEarly(DueWait.For(Clock.System), spin);

    [Fact]
    public void The_portable_wait_is_never_early() => AssertNeverEarly(new PortableDueWait(Clock.System), spin: true);

    [Fact]
    public void Linux_sleeps_on_the_kernels_clock_and_others_do_not()
    {
        Assert.Equal(OperatingSystem.IsLinux(), DueWait.For(Clock.System) is LinuxDueWait);
        Assert.IsType<PortableDueWait>(DueWait.For(new Clock(new OtherTime())));
    }

    private static void AssertNeverEarly(DueWait wait, bool spin)
    {
        foreach (long aheadNs in (long[])[-1_000_000, 0, 1_000, 60_000, 1_500_000, 5_000_000])
        {
            long due = Clock.System.NowNs + aheadNs;
            wait.Until(due, spin);
            Assert.True(Clock.System.NowNs >= due);
        }
    }

    private sealed class OtherTime : TimeProvider;
}
