using Bench.Harness.Measure;

namespace Bench.Harness.Load;

/// <summary>Makes calls start when its model wants them to; <see cref="LoadRun"/> opens, closes, drains and counts.</summary>
internal abstract class LoadDrive
{
    /// <summary>Begins; returns at once.</summary>
    public abstract void Start();

    /// <summary>Whether no call is in flight and none will start. Asked after the window's end only, by one thread.</summary>
    public abstract bool IsQuiet();

    /// <summary>From when the drain's time counts.</summary>
    public abstract long DrainStartNs(long nowNs);

    /// <summary>
    /// Ends everything: calls in flight are counted as cancelled, arrivals not begun as dropped. Afterwards nothing is recorded.
    /// </summary>
    public abstract void Abandon();

    /// <summary>Scheduled, started and dropped so far, in the warm-up or in the window.</summary>
    public abstract (long Scheduled, long Started, long Dropped) Starts(bool inWindow);

    /// <summary>Where the window really ended; after the end.</summary>
    public abstract long WindowEndNs { get; }

    /// <summary>Whether the window ends with its last outcome, and not at a time known before.</summary>
    public abstract bool EndsWithLastOutcome { get; }

    /// <summary>Intended start → actual send; null in the closed model.</summary>
    public abstract LatencyHistogram? SendLag { get; }
}
