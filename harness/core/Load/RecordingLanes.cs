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
    private readonly ThreadLocal<RecordingLane> _ofThread;

    public RecordingLanes(TimelineScale scale, long deadlineNs, bool isOpen, int kinds)
    {
        Scale = scale;
        _ofThread = new ThreadLocal<RecordingLane>(() =>
        {
            var lane = new RecordingLane(scale, deadlineNs, isOpen, kinds);
            lock (_lock)
            {
                _lanes.Add(lane);
            }
            return lane;
        });
    }

    /// <summary>How finely the lanes cut the window.</summary>
    public TimelineScale Scale { get; }

    /// <summary>The lane of the calling thread.</summary>
    public RecordingLane Current => _ofThread.Value!;

    /// <summary>All lanes so far.</summary>
    public RecordingLane[] ToArray()
    {
        lock (_lock)
        {
            return [.. _lanes];
        }
    }
}
