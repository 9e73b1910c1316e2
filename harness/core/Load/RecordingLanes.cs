using System.Diagnostics.CodeAnalysis;

namespace Bench.Harness.Load;

/// <summary>
/// One <see cref="RecordingLane"/> per thread that completes calls, so that recording needs neither locks nor contended
/// cache lines. Adding the lanes up is exact once every call has ended: a slot's state is written, with release, after its
/// outcome was recorded, and the sum is taken after that state was read, with acquire.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A caller that hangs may come back after the load; the finalizer cleans up.")]
internal sealed class RecordingLanes
{
    private readonly Lock _lock = new();
    private readonly List<RecordingLane> _lanes = [];
    private readonly Stack<RecordingLane> _spares = new();
    private readonly ThreadLocal<RecordingLane> _ofThread;
    private readonly Func<RecordingLane> _create;

    public RecordingLanes(TimelineScale scale, long deadlineNs, bool isOpen, int kinds)
    {
        Scale = scale;
        _create = () => new RecordingLane(scale, deadlineNs, isOpen, kinds);
        _ofThread = new ThreadLocal<RecordingLane>(Take);
    }

    /// <summary>How finely the lanes cut the window.</summary>
    public TimelineScale Scale { get; }

    /// <summary>The lane of the calling thread.</summary>
    public RecordingLane Current => _ofThread.Value!;

    /// <summary>
    /// Makes lanes for threads to come: those that the thread pool adds within the window would show among the bytes that its calls allocate.
    /// </summary>
    /// <param name="count">How many.</param>
    public void Reserve(int count)
    {
        RecordingLane[] lanes = [.. Enumerable.Range(0, count).Select(_ => _create())];
        lock (_lock)
        {
            foreach (RecordingLane lane in lanes)
            {
                _spares.Push(lane);
            }
        }
    }

    /// <summary>All lanes so far that a thread has.</summary>
    public RecordingLane[] ToArray()
    {
        lock (_lock)
        {
            return [.. _lanes];
        }
    }

    private RecordingLane Take()
    {
        lock (_lock)
        {
            RecordingLane lane = _spares.TryPop(out RecordingLane? spare) ? spare : _create();
            _lanes.Add(lane);
            return lane;
        }
    }
}
