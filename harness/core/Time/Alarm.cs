namespace Bench.Harness.Time;

/// <summary>
/// What a loop waits on: until a time that others may bring forward. Whoever does so only sets a timer, so the loop never runs on
/// their thread, and what comes while the loop is busy wakes it once afterwards.
/// </summary>
internal sealed class Alarm : IAsyncDisposable
{
    private const long Never = long.MaxValue;

    private readonly Clock _clock;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiting;
    private long _dueNs = Never;
    private bool _ended;

    public Alarm(Clock clock)
    {
        _clock = clock;
        _timer = clock.Provider.CreateTimer(static state => ((Alarm)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits until the time, ns of the clock, or the earlier one it has been brought forward to since it last rang. For one loop.</summary>
    public Task WaitAsync(long dueNs)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return Task.CompletedTask;
            }
            _waiting = new TaskCompletionSource();
            _dueNs = Math.Min(_dueNs, dueNs);
            Set();
            return _waiting.Task;
        }
    }

    /// <summary>Lets the loop go on at that time if it would later; from any thread.</summary>
    public void BringForward(long dueNs)
    {
        lock (_gate)
        {
            if (dueNs < _dueNs)
            {
                _dueNs = dueNs;
                if (_waiting is not null)
                {
                    Set();
                }
            }
        }
    }

    /// <summary>Lets the loop go on, now and ever after.</summary>
    public ValueTask DisposeAsync()
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            _ended = true;
            (waiting, _waiting) = (_waiting, null);
        }
        waiting?.SetResult();
        return _timer.DisposeAsync();
    }

    /// <summary>Timers count whole milliseconds: rounded up, so that they don't fire early again and again.</summary>
    private void Set() => _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, _dueNs - _clock.NowNs) / 1e6)), Timeout.InfiniteTimeSpan);

    private void Ring()
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            if (_waiting is null || _ended)
            {
                return;
            }
            if (_clock.NowNs < _dueNs)
            {
                Set();
                return;
            }
            (waiting, _waiting) = (_waiting, null);
            _dueNs = Never;
        }
        waiting.SetResult();
    }
}
