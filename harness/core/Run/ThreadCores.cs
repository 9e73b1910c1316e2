using System.Runtime.InteropServices;

namespace Bench.Harness.Run;

/// <summary>
/// The cores that the calling thread may run on. A process that is started inherits them, and its runtime counts no others: threads made later
/// can't escape, as they could from a limit that is set once it runs.
/// </summary>
internal static partial class ThreadCores
{
    // The C library's set holds 1,024 cores.
    private const int Words = 16;
    private const int Bytes = Words * sizeof(ulong);

    /// <summary>Whether this system has such limits and they are known here.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>The cores, by number, ascending; empty where unknown.</summary>
    public static IReadOnlyList<int> Allowed()
    {
        ulong[] set = new ulong[Words];
        return IsSupported && sched_getaffinity(0, Bytes, set) == 0
            ? [.. Enumerable.Range(0, Words * 64).Where(core => (set[core / 64] & (1ul << (core % 64))) != 0)]
            : [];
    }

    /// <summary>Runs something confined to cores, on the calling thread, and sets it free again.</summary>
    public static T On<T>(IReadOnlyList<int> cores, Func<T> run)
    {
        IReadOnlyList<int> before = Allowed();
        Set(cores);
        try
        {
            return run();
        }
        finally
        {
            Set(before);
        }
    }

    private static void Set(IReadOnlyList<int> cores)
    {
        ulong[] set = new ulong[Words];
        foreach (int core in cores)
        {
            set[core / 64] |= 1ul << (core % 64);
        }
        _ = sched_setaffinity(0, Bytes, set);
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int sched_getaffinity(int thread, nint size, [Out] ulong[] set);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int sched_setaffinity(int thread, nint size, ulong[] set);
}
