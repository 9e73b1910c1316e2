using System.Diagnostics;

namespace Bench.Tests.Support.Servers;

/// <summary>Shifts the wall clock of one process, as an administrator or a time daemon does; its monotonic clock runs on.</summary>
internal sealed class ClockShim : IDisposable
{
    private const string Source = """
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <stdlib.h>
        #include <sys/mman.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>
        static volatile const long *shift;
        __attribute__((constructor)) static void open_shift(void) {
            int file = open(getenv("RPCBENCH_CLOCK_SHIFT"), O_RDONLY);
            void *map = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
            if (map != MAP_FAILED) shift = map;
        }
        int clock_gettime(clockid_t id, struct timespec *now) {
            int result = syscall(SYS_clock_gettime, id, now);
            if ((id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) && shift) now->tv_sec += *shift;
            return result;
        }
        int gettimeofday(struct timeval *restrict now, void *restrict zone) {
            struct timespec exact;
            clock_gettime(CLOCK_REALTIME, &exact);
            now->tv_sec = exact.tv_sec;
            now->tv_usec = exact.tv_nsec / 1000;
            return 0;
        }
        time_t time(time_t *out) {
            struct timespec exact;
            clock_gettime(CLOCK_REALTIME, &exact);
            if (out) *out = exact.tv_sec;
            return exact.tv_sec;
        }
        """;

    private readonly TemporaryFolder _folder = new();

    private ClockShim()
    {
    }

    private string Library => _folder.File("shim.so");

    private string ShiftFile => _folder.File("shift");

    /// <summary>Compiles it.</summary>
    public static async Task<ClockShim> CompileAsync()
    {
        string compiler = Needs.Program("gcc", "apt-get install -y gcc libc6-dev");
        var shim = new ClockShim();
        shim.Shift(TimeSpan.Zero);
        using var gcc = Process.Start(compiler, ["-O1", "-fPIC", "-shared", "-o", shim.Library, shim._folder.File("shim.c", Source)]);
        await gcc.WaitForExitAsync();
        Assert.Equal(0, gcc.ExitCode);
        return shim;
    }

    /// <summary>Lets the clock go wrong by so many seconds from now on.</summary>
    public void Shift(TimeSpan shift)
    {
        using var file = new FileStream(ShiftFile, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        file.Write(BitConverter.GetBytes((long)shift.TotalSeconds));
    }

    public void ApplyTo(ProcessStartInfo start)
    {
        start.Environment["LD_PRELOAD"] = Library;
        start.Environment["RPCBENCH_CLOCK_SHIFT"] = ShiftFile;
    }

    public void Dispose() => _folder.Dispose();
}
