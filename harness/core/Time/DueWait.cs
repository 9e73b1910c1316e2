using System.Runtime.InteropServices;

namespace Bench.Harness.Time;

/// <summary>
/// Waits of one thread until a due time, as exact as the system allows without keeping a core busy. Make it on the thread
/// that waits, as it may prepare that thread.
/// </summary>
public abstract class DueWait
{
    /// <summary>The best that this system has for that clock.</summary>
    public static DueWait For(Clock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        // Only the system's clock runs on the scale the kernel sleeps on.
        bool kernelClock = OperatingSystem.IsLinux() && ReferenceEquals(clock.Provider, TimeProvider.System);
        return kernelClock && LinuxDueWait.IsSupported ? new LinuxDueWait(clock) : new PortableDueWait(clock);
    }

    /// <summary>Returns at the due time or soon after; at once if it has passed.</summary>
    /// <param name="dueNs">When, on <see cref="Clock.NowNs"/>'s scale.</param>
    /// <param name="maxSpinNs">How much of the wait, at its end, may be spent spinning for sub-microsecond lag, ns; 0 for none.</param>
    public abstract void Until(long dueNs, long maxSpinNs);
}

/// <summary>
/// Sleeps to an absolute time of the monotonic clock, so that nothing adds up, with the thread's timer slack at 1 ns
/// instead of 50 µs, and wakes early by the system's own wake-up delay to spin for the rest: 25 µs on a machine at ease,
/// more where nine in ten wake-ups need it (virtual machines take 100 µs at times) and the caller allows it.
/// </summary>
internal sealed partial class LinuxDueWait : DueWait
{
    private const long UsualDelayNs = 25_000;

    // One step up balances nine down: the estimate settles where a tenth of the delays exceed it.
    private const long StepDownNs = 500;
    private const long StepUpNs = 9 * StepDownNs;

    private const int ClockMonotonic = 1;
    private const int AbsoluteTime = 1;
    private const int SetTimerSlack = 29;

    private readonly Clock _clock;
    private long _delayNs = UsualDelayNs;

    public LinuxDueWait(Clock clock)
    {
        _clock = clock;
        _ = prctl(SetTimerSlack, 1, 0, 0, 0);
    }

    /// <summary>Whether the C library has what is needed; its time type is known for 64-bit systems.</summary>
    public static bool IsSupported =>
        IntPtr.Size == 8
        && NativeLibrary.TryLoad("libc", typeof(LinuxDueWait).Assembly, null, out nint libc)
        && NativeLibrary.TryGetExport(libc, "clock_nanosleep", out _)
        && NativeLibrary.TryGetExport(libc, "prctl", out _);

    public override void Until(long dueNs, long maxSpinNs)
    {
        long wakeNs = dueNs - Math.Min(_delayNs, maxSpinNs);
        if (_clock.NowNs < wakeNs)
        {
            SleepUntil(wakeNs);
            long delayNs = _clock.NowNs - wakeNs;
            _delayNs = Math.Max(UsualDelayNs, _delayNs + (delayNs > _delayNs ? StepUpNs : -StepDownNs));
        }
        while (_clock.NowNs < dueNs)
        {
            Thread.SpinWait(1);
        }
    }

    private void SleepUntil(long wakeNs)
    {
        var until = new TimeSpec(wakeNs / 1_000_000_000, wakeNs % 1_000_000_000);
        // Interrupted by a signal (the runtime sends some), it is simply called again: the time is absolute.
        while (clock_nanosleep(ClockMonotonic, AbsoluteTime, in until, 0) != 0 && _clock.NowNs < wakeNs)
        {
        }
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int clock_nanosleep(int clock, int flags, in TimeSpec until, nint remaining);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int prctl(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}

/// <summary>Sleeps whole milliseconds, then gives way to other threads until the time has come.</summary>
internal sealed class PortableDueWait(Clock clock) : DueWait
{
    public override void Until(long dueNs, long maxSpinNs)
    {
        long left;
        while ((left = dueNs - clock.NowNs) > 0)
        {
            if (left >= 2_000_000)
            {
                Thread.Sleep((int)Math.Min((left / 1_000_000) - 1, 1000));
            }
            else
            {
                Thread.Yield();
            }
        }
    }
}
