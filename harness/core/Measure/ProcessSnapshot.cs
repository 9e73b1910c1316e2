using Bench.Harness.Time;

namespace Bench.Harness.Measure;

/// <summary>
/// What this process has used since it started. Two of them and <see cref="Minus"/> give what a window cost; plain numbers
/// only, so that a server can send its own to the client as JSON.
/// </summary>
public sealed record ProcessSnapshot
{
    /// <summary>When it was taken, on the process's monotonic clock; in a difference, the time between, ns.</summary>
    public required long AtNs { get; init; }

    /// <summary>CPU time of all threads, user and kernel, ns.</summary>
    public required long CpuNs { get; init; }

    /// <summary>Managed bytes allocated by all threads, exact.</summary>
    public required long AllocatedBytes { get; init; }

    /// <summary>Time the process stood still for garbage collection, ns.</summary>
    public required long GcPauseNs { get; init; }

    /// <summary>Collections of generation 0 only. (The runtime's own counter of a generation includes the higher ones.)</summary>
    public required long Gen0 { get; init; }

    /// <summary>Collections of generations 0 and 1, not 2.</summary>
    public required long Gen1 { get; init; }

    /// <summary>Collections of all generations.</summary>
    public required long Gen2 { get; init; }

    /// <summary>Physical memory that the process holds now, in bytes; in a difference, at its end.</summary>
    public required long WorkingSetBytes { get; init; }

    /// <summary>Managed objects now, those not yet collected included, in bytes; in a difference, at its end.</summary>
    public required long HeapBytes { get; init; }

    /// <summary>
    /// The state now. The exact count of allocated bytes halts the process's threads for a moment: for window bounds, not for loops.
    /// </summary>
    public static ProcessSnapshot Take(Clock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        int gen2 = GC.CollectionCount(2);
        int gen1 = GC.CollectionCount(1);
        int gen0 = GC.CollectionCount(0);
        return new ProcessSnapshot
        {
            AtNs = clock.NowNs,
            CpuNs = CpuTimeNs(),
            AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true),
            GcPauseNs = ToNs(GC.GetTotalPauseDuration()),
            Gen0 = gen0 - gen1,
            Gen1 = gen1 - gen2,
            Gen2 = gen2,
            WorkingSetBytes = Environment.WorkingSet,
            // The runtime takes off what threads have set aside for allocations to come, and may so come out below 0.
            HeapBytes = Math.Max(0, GC.GetTotalMemory(forceFullCollection: false)),
        };
    }

    /// <summary>What was used since an earlier snapshot of the same process.</summary>
    public ProcessSnapshot Minus(ProcessSnapshot earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new ProcessSnapshot
        {
            AtNs = AtNs - earlier.AtNs,
            CpuNs = CpuNs - earlier.CpuNs,
            AllocatedBytes = AllocatedBytes - earlier.AllocatedBytes,
            GcPauseNs = GcPauseNs - earlier.GcPauseNs,
            Gen0 = Gen0 - earlier.Gen0,
            Gen1 = Gen1 - earlier.Gen1,
            Gen2 = Gen2 - earlier.Gen2,
            WorkingSetBytes = WorkingSetBytes,
            HeapBytes = HeapBytes,
        };
    }

    /// <summary>What this process and another of the same machine have used together.</summary>
    public ProcessSnapshot Plus(ProcessSnapshot other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ProcessSnapshot
        {
            AtNs = Math.Max(AtNs, other.AtNs),
            CpuNs = CpuNs + other.CpuNs,
            AllocatedBytes = AllocatedBytes + other.AllocatedBytes,
            GcPauseNs = GcPauseNs + other.GcPauseNs,
            Gen0 = Gen0 + other.Gen0,
            Gen1 = Gen1 + other.Gen1,
            Gen2 = Gen2 + other.Gen2,
            WorkingSetBytes = WorkingSetBytes + other.WorkingSetBytes,
            HeapBytes = HeapBytes + other.HeapBytes,
        };
    }

    private static long CpuTimeNs() =>
        OperatingSystem.IsIOS() || OperatingSystem.IsTvOS() || OperatingSystem.IsBrowser() ? 0 : ToNs(Environment.CpuUsage.TotalTime);

    private static long ToNs(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}
