using System.Globalization;
using Bench.Harness.Measure;
using Bench.Harness.Time;

namespace Bench.Harness.Examinations;

/// <summary>A thread that sleeps wakes in time: an open load sends no more exactly than that, where it doesn't spin.</summary>
public sealed class TimerExamination : IExamination
{
    /// <summary>Lag of one wake-up in a hundred worth knowing.</summary>
    public static readonly TimeSpan NoteLag = TimeSpan.FromMilliseconds(1);

    /// <summary>Lag of one wake-up in a hundred above which the latencies of open loads are the generator's.</summary>
    public static readonly TimeSpan UnfitLag = TimeSpan.FromMilliseconds(10);

    private const int Waits = 200;
    private const long AheadNs = 2_000_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public string Name => "timer";

    /// <inheritdoc/>
    public string Summary => "a thread that sleeps wakes in time";

    /// <inheritdoc/>
    public int Rank => 9;

    /// <inheritdoc/>
    public async Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        // A thread of its own, as the wait prepares the thread that it is made on.
        return Judge(await Task.Factory.StartNew(
            () => Sample(machine.Clock, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false));
    }

    /// <summary>What the lags of wake-ups mean, ns.</summary>
    internal static Diagnosis Judge(LatencyHistogram lags)
    {
        double p99Ms = lags.ValueAtPercentile(99) / 1e6;
        string found = string.Create(
            CultureInfo.InvariantCulture,
            $"wakes {lags.ValueAtPercentile(50) / 1e3:0} µs late at the median, {p99Ms:0.00} ms at the p99, {lags.MaxNs / 1e6:0.00} ms at most, over {lags.Count} sleeps of 2 ms");
        string limit = string.Create(CultureInfo.InvariantCulture, $"p99 at most {NoteLag.TotalMilliseconds:0} ms (unfit above {UnfitLag.TotalMilliseconds:0} ms)");
        return p99Ms > UnfitLag.TotalMilliseconds ? Diagnosis.Unfit(found, limit, "Open loads would be sent late, and their latencies be the generator's own: stop other work, or give the load worker a core of its own.")
            : p99Ms > NoteLag.TotalMilliseconds ? Diagnosis.Note(found, limit, "Look at the send lag of open loads: at low latencies it will count. Fewer other processes help.")
            : Diagnosis.Fit(found);
    }

    private static LatencyHistogram Sample(Clock clock, CancellationToken cancellation)
    {
        var lags = new LatencyHistogram();
        var wait = DueWait.For(clock);
        long endNs = clock.NowNs + (Longest.Ticks * TimeSpan.NanosecondsPerTick);
        while (lags.Count < Waits && clock.NowNs < endNs && !cancellation.IsCancellationRequested)
        {
            long dueNs = clock.NowNs + AheadNs;
            wait.Until(dueNs, maxSpinNs: 0);
            lags.Record(clock.NowNs - dueNs);
        }
        return lags;
    }
}
