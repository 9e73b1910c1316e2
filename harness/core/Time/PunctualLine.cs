namespace Bench.Harness.Time;

/// <summary>
/// Waits of one length, ended by a thread that is as punctual as the system allows (<see cref="DueWait"/>), where timers count whole milliseconds.
/// The thread ends when there was nothing to wait for for a while.
/// </summary>
/// <param name="length">How long each takes.</param>
/// <param name="clock">The time source.</param>
public sealed class PunctualLine(TimeSpan length, Clock clock)
{
    private const long MostSpinNs = 100_000;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);

    private readonly Queue<(long DueNs, TaskCompletionSource Ended)> _line = new();
    private readonly object _gate = new();
    private bool _running;

    /// <summary>A wait that begins now; what follows runs on the thread of the line, and must be brief.</summary>
    public Task WaitAsync()
    {
        var ended = new TaskCompletionSource();
        lock (_gate)
        {
            _line.Enqueue((clock.NowNs + Clock.ToNs(length), ended));
            Monitor.Pulse(_gate);
            if (!_running)
            {
                _running = true;
                new Thread(Run) { IsBackground = true, Name = "punctual line" }.Start();
            }
        }
        return ended.Task;
    }

    private void Run()
    {
        var wait = DueWait.For(clock);
        while (Next() is { } next)
        {
            wait.Until(next.DueNs, MostSpinNs);
            next.Ended.SetResult();
        }
    }

    private (long DueNs, TaskCompletionSource Ended)? Next()
    {
        lock (_gate)
        {
            while (_line.Count == 0)
            {
                if (!Monitor.Wait(_gate, Idle) && _line.Count == 0)
                {
                    _running = false;
                    return null;
                }
            }
            return _line.Dequeue();
        }
    }
}
