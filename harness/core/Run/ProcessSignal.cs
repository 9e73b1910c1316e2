using System.Runtime.InteropServices;

namespace Bench.Harness.Run;

/// <summary>Signals that stop a process and let it go on; where the system has none, nothing happens.</summary>
internal static partial class ProcessSignal
{
    private const int Kill = 9;
    private const int Stop = 19;
    private const int Continue = 18;

    /// <summary>Whether the signals are known here: their numbers are Linux's.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>The process stands still until <see cref="Resume"/>. False if it is gone.</summary>
    public static bool Pause(int processId) => Send(processId, Stop);

    /// <summary>The process goes on. False if it is gone.</summary>
    public static bool Resume(int processId) => Send(processId, Continue);

    /// <summary>The process ends at once, without a chance to say goodbye. False if it is gone.</summary>
    public static bool End(int processId) => Send(processId, Kill);

    private static bool Send(int processId, int signal) => IsSupported && kill(processId, signal) == 0;

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int kill(int processId, int signal);
}
