using Bench.Harness.Time;

namespace Bench.Harness.Load;

/// <summary>What all calls of one load share.</summary>
internal sealed class LoadSession(LoadOptions options, LoadWindow window, CancellationToken cancellation)
{
    private long _doubleCompletions;
    private long _givenUp;

    public LoadOptions Options => options;

    public LoadWindow Window => window;

    public Clock Clock { get; } = options.Clock;

    /// <summary>Given to every call; cancelled when the drain is over.</summary>
    public CancellationToken Cancellation => cancellation;

    public RecordingLanes Lanes { get; } = new(
        TimelineScale.Of(window.StartNs, window.EndNs), options.Deadline.Ticks * TimeSpan.NanosecondsPerTick, isOpen: options.Model is not ClosedLoad, options.Kinds);

    public long DoubleCompletions => Interlocked.Read(ref _doubleCompletions);

    /// <summary>Calls that were still in flight when the load was over.</summary>
    public long GivenUp => Interlocked.Read(ref _givenUp);

    public void CountDoubleCompletion() => Interlocked.Increment(ref _doubleCompletions);

    public void CountGivenUp() => Interlocked.Increment(ref _givenUp);
}
