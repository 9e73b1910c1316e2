using Bench.Harness.Time;

namespace Bench.Harness.Measure;

/// <summary>
/// Notices when the process as a whole stands still (stopped, swapped out, starved of CPU, collecting garbage): a thread of
/// its own wakes every 50 ms, and a wake-up more than 100 ms late is a pause.
/// </summary>
public sealed class PauseWatchdog : IDisposable
{
    /// <summary>Interval between wake-ups.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Lateness from which on it is a pause.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(100);

    private readonly Clock _clock;
    private readonly Lock _lock = new();
    private readonly List<Pause> _pauses = [];
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    /// <summary>Starts watching.</summary>
    public PauseWatchdog(Clock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        long firstWakeNs = clock.NowNs + IntervalNs;
        _thread = new Thread(() => Watch(firstWakeNs)) { IsBackground = true, Name = "pause watchdog" };
        _thread.Start();
    }

    /// <summary>The pauses so far that overlap the given stretch, oldest first.</summary>
    /// <param name="fromNs">Its start.</param>
    /// <param name="toNs">Its end.</param>
    public IReadOnlyList<Pause> Between(long fromNs, long toNs)
    {
        lock (_lock)
        {
            return [.. _pauses.Where(p => p.StartNs < toNs && p.EndNs > fromNs)];
        }
    }

    /// <summary>Stops watching and waits for its thread.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    /// <summary>The pause that a wake-up shows, or null if it came in time.</summary>
    internal static Pause? Judge(long expectedNs, long wokenNs)
    {
        long late = wokenNs - expectedNs;
        return late > Tolerance.Ticks * TimeSpan.NanosecondsPerTick ? new Pause(expectedNs, late) : null;
    }

    private static long IntervalNs => Interval.Ticks * TimeSpan.NanosecondsPerTick;

    private void Watch(long expected)
    {
        while (!_stop.Wait(Interval))
        {
            long now = _clock.NowNs;
            if (Judge(expected, now) is Pause pause)
            {
                lock (_lock)
                {
                    _pauses.Add(pause);
                }
            }
            expected = now + IntervalNs;
        }
    }
}
