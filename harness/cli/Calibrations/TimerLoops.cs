using Bench.Harness.Measure;
using Bench.Harness.Time;

namespace Bench.Cli.Calibrations;

/// <summary>
/// Open loads as they are usually written, to compare with: a loop over a timer that sends whatever is due whenever it wakes. They record how late
/// each call is, and send none.
/// </summary>
internal static class TimerLoops
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>Waits 1 ms, the shortest there is, with <see cref="Task.Delay(TimeSpan, TimeProvider, CancellationToken)"/>.</summary>
    public static async Task<LatencyHistogram> DelayAsync(double ratePerSecond, TimeSpan length, Clock clock, CancellationToken cancellation)
    {
        var loop = new Loop(ratePerSecond, length, clock);
        while (loop.SendDue())
        {
            await Task.Delay(Shortest, clock.Provider, cancellation).ConfigureAwait(false);
        }
        return loop.Lag;
    }

    /// <summary>Wakes with a <see cref="PeriodicTimer"/>, whose shortest period is 1 ms.</summary>
    public static async Task<LatencyHistogram> PeriodicAsync(double ratePerSecond, TimeSpan length, Clock clock, CancellationToken cancellation)
    {
        var loop = new Loop(ratePerSecond, length, clock);
        TimeSpan gap = TimeSpan.FromSeconds(1 / ratePerSecond);
        using var timer = new PeriodicTimer(gap > Shortest ? gap : Shortest, clock.Provider);
        while (loop.SendDue())
        {
            await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
        return loop.Lag;
    }

    private sealed class Loop(double ratePerSecond, TimeSpan length, Clock clock)
    {
        private readonly long _startNs = clock.NowNs;
        private readonly long _count = (long)(ratePerSecond * length.TotalSeconds);
        private long _index;

        public LatencyHistogram Lag { get; } = new();

        /// <summary>Sends what is due.</summary>
        /// <returns>Whether there are more to come.</returns>
        public bool SendDue()
        {
            while (_index < _count)
            {
                long dueNs = _startNs + (long)(_index * 1e9 / ratePerSecond);
                long nowNs = clock.NowNs;
                if (nowNs < dueNs)
                {
                    return true;
                }
                Lag.Record(nowNs - dueNs);
                _index++;
            }
            return false;
        }
    }
}
