using Bench.Harness.Measure;

namespace Bench.Tests.Harness.Measure;

public class CoreTimesTests
{
    private const string Before = "cpu  300 0 0 700 0 0 0 0 0 0\ncpu0 100 0 0 400 0 0 0 0 0 0\ncpu1 200 0 0 300 0 0 0 0 0 0\nintr 5\n";

    [Fact]
    public void Each_cores_idle_share_is_that_of_the_time_between()
    {
        // Core 0: 100 ticks more, of which 25 idle and 5 waiting for a disk; core 1: 50 more, none idle.
        var later = CoreTimes.Parse("cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 150 0 20 425 5 0 0 0 0 0\ncpu1 230 0 0 300 0 0 0 20 0 0\n");
        Assert.Equal([0.3, 0.0], later.IdleSince(CoreTimes.Parse(Before)));
    }

    [Fact]
    public void Time_that_is_too_short_tells_nothing() =>
        Assert.Null(CoreTimes.Parse("cpu0 104 0 0 404 0 0 0 0 0 0\ncpu1 209 0 0 300 0 0 0 0 0 0\n").IdleSince(CoreTimes.Parse(Before)));

    [Fact]
    public void Idle_time_that_steps_back_is_none() =>
        Assert.Equal([0.0, 0.0], CoreTimes.Parse("cpu0 200 0 0 399 0 0 0 0 0 0\ncpu1 300 0 0 299 0 0 0 0 0 0\n").IdleSince(CoreTimes.Parse(Before)));

    [Theory]
    [InlineData("")]
    [InlineData("cpu0 1 2\n")]
    [InlineData("cpu0 a b c d e f g h i j\n")]
    [InlineData("cpu0 1000 0 0 400 0 0 0 0 0 0\ncpu2 2000 0 0 300 0 0 0 0 0 0\n")]
    public void What_cannot_be_read_or_compared_is_unknown(string later) => Assert.Null(CoreTimes.Parse(later).IdleSince(CoreTimes.Parse(Before)));

    [Fact]
    public void On_Linux_the_machine_tells_of_every_core()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has /proc");
        var before = CoreTimes.Take();
        IReadOnlyList<double>? idle = null;
        Assert.True(SpinWait.SpinUntil(() => (idle = CoreTimes.Take().IdleSince(before)) is not null, TimeSpan.FromSeconds(20)));
        Assert.True(idle!.Count >= Environment.ProcessorCount);
        Assert.All(idle, share => Assert.InRange(share, 0, 1));
    }
}
