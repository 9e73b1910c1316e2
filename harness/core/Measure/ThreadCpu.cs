using System.Runtime.InteropServices;

namespace Bench.Harness.Measure;

/// <summary>CPU time of one thread, where the system tells.</summary>
public static partial class ThreadCpu
{
    private const int ThreadCpuTime = 3;

    /// <summary>CPU time that the calling thread has used so far, user and kernel, ns; null on other systems than 64-bit Linux.</summary>
    public static long? UsedNs =>
        OperatingSystem.IsLinux() && IntPtr.Size == 8 && clock_gettime(ThreadCpuTime, out TimeSpec used) == 0
            ? (used.Seconds * 1_000_000_000) + used.Nanoseconds
            : null;

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int clock_gettime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
