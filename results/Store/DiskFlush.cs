using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Bench.Results.Store;

/// <summary>
/// Brings a written file to the disk. The framework's own flush passes over some failures of the disk, so that a file which never got there
/// would replace one that had.
/// </summary>
internal static partial class DiskFlush
{
    private const int Interrupted = 4;

    // File systems that have nothing to bring anywhere say so with these.
    private const int NotSupportedHere = 22;
    private const int NotSupported = 95;

    /// <summary>Returns when the disk has the file.</summary>
    /// <exception cref="IOException">It failed; the message is the system's.</exception>
    public static void ToDisk(FileStream stream)
    {
        if (!OperatingSystem.IsLinux())
        {
            stream.Flush(flushToDisk: true);
            return;
        }

        stream.Flush();

        int error;
        do
        {
            error = fsync(stream.SafeFileHandle) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == Interrupted);

        if (error is not (0 or NotSupportedHere or NotSupported))
        {
            throw new IOException($"{Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fsync(SafeFileHandle file);
}
