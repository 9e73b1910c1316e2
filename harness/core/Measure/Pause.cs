namespace Bench.Harness.Measure;

/// <summary>A stretch in which this process demonstrably did not run.</summary>
/// <param name="StartNs">When the watchdog should have woken, on <see cref="Time.Clock.NowNs"/>'s scale.</param>
/// <param name="DurationNs">How much later it did, in ns. The true pause is up to one interval of the watchdog longer.</param>
public readonly record struct Pause(long StartNs, long DurationNs)
{
    /// <summary>When it ended.</summary>
    public long EndNs => StartNs + DurationNs;
}
