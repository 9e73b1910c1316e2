namespace Bench.Harness.Time;

/// <summary>Something that looks for what is overdue.</summary>
public interface ISweepable
{
    /// <summary>Ends what is overdue.</summary>
    /// <param name="nowNs">Time of the clock, ns.</param>
    void Sweep(long nowNs);
}

/// <summary>One timer for the deadlines and heartbeats of many connections: cheaper per call than a timer of its own, and at most one interval late.</summary>
public sealed class Sweeper : IAsyncDisposable
{
    private readonly Clock _clock;
    private readonly HashSet<ISweepable> _swept = [];
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private ISweepable[]? _snapshot;
    private int _sweeping;

    /// <param name="clock">The time source.</param>
    /// <param name="interval">Time between sweeps; 1 to 100 ms is usual.</param>
    public Sweeper(Clock clock, TimeSpan interval)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _timer = clock.Provider.CreateTimer(static state => ((Sweeper)state!).Sweep(), this, interval, interval);
    }

    /// <summary>Starts to sweep it.</summary>
    public void Add(ISweepable swept)
    {
        lock (_gate)
        {
            _swept.Add(swept);
            _snapshot = null;
        }
    }

    /// <summary>Stops to sweep it; a sweep under way may still reach it.</summary>
    public void Remove(ISweepable swept)
    {
        lock (_gate)
        {
            _swept.Remove(swept);
            _snapshot = null;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Sweep()
    {
        if (Interlocked.Exchange(ref _sweeping, 1) != 0)
        {
            return;
        }
        try
        {
            ISweepable[] swept;
            lock (_gate)
            {
                swept = _snapshot ??= [.. _swept];
            }
            long now = _clock.NowNs;
            foreach (ISweepable one in swept)
            {
                one.Sweep(now);
            }
        }
        finally
        {
            Volatile.Write(ref _sweeping, 0);
        }
    }
}
