using System.Collections.Concurrent;
using System.IO.Pipelines;

namespace Bench.Micro.Stages;

/// <summary>Runs what is scheduled on the one thread that calls it, in order: both ends of a connection without a change of threads, whose cost nobody could foretell.</summary>
internal sealed class SingleThread : PipeScheduler
{
    private readonly ConcurrentQueue<(Action<object?> Action, object? State)> _ready = new();

    public override void Schedule(Action<object?> action, object? state) => _ready.Enqueue((action, state));

    /// <summary>Runs what is ready, and becomes so, until a task has ended.</summary>
    public void RunUntil(Task end)
    {
        var idle = new SpinWait();
        while (!end.IsCompleted)
        {
            if (_ready.TryDequeue(out (Action<object?> Action, object? State) next))
            {
                next.Action(next.State);
                idle.Reset();
            }
            else
            {
                // A connection is accepted on a thread of the pool.
                idle.SpinOnce();
            }
        }
    }
}
