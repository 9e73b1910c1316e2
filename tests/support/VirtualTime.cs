using Bench.Harness.Time;

namespace Bench.Tests.Support;

/// <summary>
/// Time that passes when a test says so. Due timers fire one after another on the thread that lets time pass, and what waits for them goes on
/// there: as long as nothing else is waited for, a course of events is the same every time. Use it from within <see cref="RunAsync"/>.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<VirtualTimer> _timers = [];
    private long _nowNs = 1_000_000_000;

    public VirtualTime() => Clock = new Clock(this);

    public Clock Clock { get; }

    public override long TimestampFrequency => 1_000_000_000;

    /// <summary>Runs a test without a synchronization context, which would move continuations to other threads.</summary>
    public static Task RunAsync(Func<VirtualTime, Task> test) => Task.Run(() => test(new VirtualTime()));

    public override long GetTimestamp() => Volatile.Read(ref _nowNs);

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMicroseconds(GetTimestamp() / 1e3);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan by)
    {
        long end = GetTimestamp() + Clock.ToNs(by);
        while (TakeDue(end) is { } due)
        {
            due.Fire();
        }
        Volatile.Write(ref _nowNs, end);
    }

    public void Advance(double milliseconds) => Advance(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Lets time jump, as it does for a process that stood still: what came due meanwhile fires once, and late.</summary>
    public void Skip(TimeSpan by)
    {
        VirtualTimer[] due;
        lock (_gate)
        {
            Volatile.Write(ref _nowNs, _nowNs + Clock.ToNs(by));
            due = [.. _timers.Where(t => t.DueNs <= _nowNs).OrderBy(t => t.DueNs)];
            foreach (VirtualTimer timer in due)
            {
                timer.DueNs = _nowNs + timer.PeriodNs;
                if (timer.PeriodNs == 0)
                {
                    _timers.Remove(timer);
                }
            }
        }
        Array.ForEach(due, timer => timer.Fire());
    }

    /// <summary>Lets time pass until the condition holds, in steps of a millisecond.</summary>
    /// <returns>How long it took.</returns>
    public TimeSpan AdvanceUntil(Func<bool> condition, TimeSpan limit)
    {
        long start = GetTimestamp();
        while (!condition())
        {
            Assert.True(GetTimestamp() - start < Clock.ToNs(limit), $"it did not happen within {limit.TotalSeconds} s of virtual time");
            Advance(1);
        }
        return TimeSpan.FromMicroseconds((GetTimestamp() - start) / 1e3);
    }

    private VirtualTimer? TakeDue(long endNs)
    {
        lock (_gate)
        {
            VirtualTimer? next = _timers.MinBy(t => t.DueNs);
            if (next is null || next.DueNs > endNs)
            {
                return null;
            }
            Volatile.Write(ref _nowNs, Math.Max(_nowNs, next.DueNs));
            next.DueNs += next.PeriodNs;
            if (next.PeriodNs == 0)
            {
                _timers.Remove(next);
            }
            return next;
        }
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        public long DueNs { get; set; }

        public long PeriodNs { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    DueNs = time.GetTimestamp() + Clock.ToNs(dueTime);
                    PeriodNs = period == Timeout.InfiniteTimeSpan ? 0 : Clock.ToNs(period);
                    time._timers.Add(this);
                }
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
