namespace Bench.Harness.Time;

/// <summary>
/// The one time source: monotonic nanoseconds for every duration, wall time only as a label.
/// Built on <see cref="TimeProvider"/>, so that tests run in virtual time.
/// </summary>
public sealed class Clock
{
    private readonly TimeProvider _provider;
    private readonly double _nsPerTick;
    private readonly bool _ticksAreNs;

    /// <param name="provider">Where time comes from; <see cref="TimeProvider.System"/> outside tests.</param>
    public Clock(TimeProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        _provider = provider;
        _nsPerTick = 1e9 / provider.TimestampFrequency;
        _ticksAreNs = provider.TimestampFrequency == 1_000_000_000;
    }

    /// <summary>The clock of the machine.</summary>
    public static Clock System { get; } = new(TimeProvider.System);

    /// <summary>Monotonic time in ns from an arbitrary origin; about 28 ns a read. Comparable between processes of one Linux machine.</summary>
    public long NowNs => _ticksAreNs ? _provider.GetTimestamp() : (long)(_provider.GetTimestamp() * _nsPerTick);

    /// <summary>Wall time, for labels and file names only.</summary>
    public DateTimeOffset UtcNow => _provider.GetUtcNow();

    /// <summary>The provider itself, for timers and delays.</summary>
    public TimeProvider Provider => _provider;

    /// <summary>A duration in ns.</summary>
    public static long ToNs(TimeSpan duration) => duration.Ticks * TimeSpan.NanosecondsPerTick;
}
