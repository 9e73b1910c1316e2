using Bench.Harness.Time;

namespace Bench.Harness.Measure;

/// <summary>
/// Notices when the process as a whole stands still (stopped, swapped out, starved of CPU, collecting garbage): a thread of
/// its own wakes every 25 ms, and a wake-up more than 50 ms late is a pause: a quota of a tenth of a core, which lets a process run 10 ms
/// in each 100 ms, shows.
/// </summary>
public sealed class PauseWatchdog : IDisposable
{
    /// <summary>Interval between wake-ups.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>Lateness from which on it is a pause.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(50);

    // Of a server that serves for months only the latest pauses are ever asked for.
    private const int MostPauses = 10_000;

    private readonly Clock _clock;
    private readonly Lock _lock = new();
    private readonly Queue<Pause> _pauses = [];
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private long _expectedNs;

    /// <summary>Starts watching.</summary>
    public PauseWatchdog(Clock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _expectedNs = clock.NowNs + IntervalNs;
        _thread = new Thread(Watch) { IsBackground = true, Name = "pause watchdog" };
        _thread.Start();
    }

    /// <summary>
    /// The pauses so far that overlap the given stretch, oldest first; one that the watchdog itself has not woken from yet is among them.
    /// </summary>
    /// <param name="fromNs">Its start.</param>
    /// <param name="toNs">Its end.</param>
    public IReadOnlyList<Pause> Between(long fromNs, long toNs)
    {
        lock (_lock)
        {
            Pause? current = Judge(_expectedNs, _clock.NowNs);
            IEnumerable<Pause> all = current is Pause pause ? _pauses.Append(pause) : _pauses;
            return [.. all.Where(p => p.StartNs < toNs && p.EndNs > fromNs)];
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

    private void Watch()
    {
        while (!_stop.Wait(Interval))
        {
            lock (_lock)
            {
                long now = _clock.NowNs;
                if (Judge(_expectedNs, now) is Pause pause)
                {
                    Add(pause);
                }
                _expectedNs = now + IntervalNs;
            }
        }
    }

    private void Add(Pause pause)
    {
        if (_pauses.Count == MostPauses)
        {
            _pauses.Dequeue();
        }
        _pauses.Enqueue(pause);
    }
}
