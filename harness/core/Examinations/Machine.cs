using Bench.Harness.Measure;
using Bench.Harness.Time;

namespace Bench.Harness.Examinations;

/// <summary>A machine as examinations see it.</summary>
/// <param name="clock">Its time.</param>
/// <param name="files">Its files.</param>
public class Machine(Clock clock, MachineFiles files)
{
    /// <summary>Its time.</summary>
    public Clock Clock => clock;

    /// <summary>Its files.</summary>
    public MachineFiles Files => files;

    /// <summary>Logical cores that a process may use, 1 and up.</summary>
    public virtual int Cores => Environment.ProcessorCount;

    /// <summary>Lets time pass with nothing to do.</summary>
    public virtual Task RestAsync(TimeSpan time, CancellationToken cancellation) => Task.Delay(time, clock.Provider, cancellation);

    /// <summary>Keeps every core busy for a time, on threads of their own.</summary>
    public virtual Task WorkAsync(TimeSpan time, CancellationToken cancellation)
    {
        long endNs = clock.NowNs + (time.Ticks * TimeSpan.NanosecondsPerTick);
        return Task.WhenAll(Enumerable.Range(0, Cores).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (clock.NowNs < endNs && !cancellation.IsCancellationRequested)
                {
                    Thread.SpinWait(1_000);
                }
            },
            cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
    }
}
