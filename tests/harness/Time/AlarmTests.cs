using Bench.Harness.Time;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Time;

public class AlarmTests
{
    private const long Ms = 1_000_000;

    [Fact]
    public Task It_rings_when_due_or_when_brought_forward() => VirtualTime.RunAsync(async time =>
    {
        await using var alarm = new Alarm(time.Clock);
        Task due = alarm.WaitAsync(time.GetTimestamp() + (100 * Ms));
        time.Advance(99);
        Assert.False(due.IsCompleted);
        time.Advance(1);
        Assert.True(due.IsCompleted);

        Task forward = alarm.WaitAsync(time.GetTimestamp() + (100 * Ms));
        alarm.BringForward(time.GetTimestamp() + (200 * Ms));
        alarm.BringForward(time.GetTimestamp() + (10 * Ms));
        alarm.BringForward(time.GetTimestamp() + (50 * Ms));
        time.Advance(9);
        Assert.False(forward.IsCompleted);
        time.Advance(1);
        Assert.True(forward.IsCompleted);
    });

    [Fact]
    public Task What_comes_while_nobody_waits_rings_once_at_the_next_wait() => VirtualTime.RunAsync(async time =>
    {
        await using var alarm = new Alarm(time.Clock);
        alarm.BringForward(time.GetTimestamp());
        alarm.BringForward(time.GetTimestamp());

        Task first = alarm.WaitAsync(time.GetTimestamp() + (100 * Ms));
        time.Advance(0);
        Assert.True(first.IsCompleted);
        Task second = alarm.WaitAsync(time.GetTimestamp() + (100 * Ms));
        time.Advance(99);

        Assert.False(second.IsCompleted);
    });

    [Fact]
    public Task Whoever_brings_it_forward_does_not_run_the_loop() => VirtualTime.RunAsync(async time =>
    {
        await using var alarm = new Alarm(time.Clock);
        Task waiting = alarm.WaitAsync(time.GetTimestamp() + (100 * Ms));
        alarm.BringForward(time.GetTimestamp());
        Assert.False(waiting.IsCompleted);
        time.Advance(0);
        Assert.True(waiting.IsCompleted);
    });

    [Fact]
    public Task Disposing_ends_the_wait_and_every_later_one() => VirtualTime.RunAsync(async time =>
    {
        var alarm = new Alarm(time.Clock);
        Task waiting = alarm.WaitAsync(long.MaxValue);
        await alarm.DisposeAsync();

        Assert.True(waiting.IsCompleted);
        Assert.True(alarm.WaitAsync(long.MaxValue).IsCompleted);
    });

    [Fact]
    public async Task On_the_machines_clock_it_is_never_early()
    {
        await using var alarm = new Alarm(Clock.System);
        for (int i = 0; i < 20; i++)
        {
            long due = Clock.System.NowNs + (i * Ms / 3);
            await alarm.WaitAsync(due);
            Assert.True(Clock.System.NowNs >= due);
        }
    }
}
