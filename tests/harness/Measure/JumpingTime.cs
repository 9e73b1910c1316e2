namespace Bench.Tests.Harness.Measure;

/// <summary>The system's time, with jumps ahead: to a watchdog a jump is a process that stood still.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private long _ahead;

    public void Jump(TimeSpan by) => Interlocked.Add(ref _ahead, (long)(by.TotalSeconds * TimestampFrequency));

    public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _ahead);
}
