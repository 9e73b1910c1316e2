using System.Globalization;

namespace Bench.Harness.Measure;

/// <summary>What the whole machine has used since it started, as far as this system tells; null where it doesn't.</summary>
public sealed record MachineSnapshot
{
    /// <summary>CPU time of all cores in ticks of the kernel, idle time included (<c>/proc/stat</c>).</summary>
    public long? CpuTicks { get; init; }

    /// <summary>Of it, what the hypervisor gave to other machines.</summary>
    public long? StolenTicks { get; init; }

    /// <summary>Of it, idle time, waiting for disks included.</summary>
    public long? IdleTicks { get; init; }

    /// <summary>TCP sockets in TIME_WAIT now (<c>/proc/net/sockstat</c>).</summary>
    public long? TimeWait { get; init; }

    /// <summary>The state now.</summary>
    public static MachineSnapshot Take()
    {
        var files = new MachineFiles();
        return Parse(files.Text("proc/stat"), files.Text("proc/net/sockstat"));
    }

    /// <summary>Share of all CPU time since an earlier snapshot that the hypervisor took away, 0 to 1; null if unknown.</summary>
    public double? StealSince(MachineSnapshot earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        long? all = CpuTicks - earlier.CpuTicks;
        return all > 0 ? (double?)(StolenTicks - earlier.StolenTicks) / all : null;
    }

    internal static MachineSnapshot Parse(string? stat, string? sockstat)
    {
        // cpu user nice system idle iowait irq softirq steal guest guest_nice; the last two are part of user and nice
        long[] cpu = Numbers(stat, "cpu ");
        string[] tcp = Fields(sockstat, "TCP:");
        int timeWait = Array.IndexOf(tcp, "tw") + 1;
        return new MachineSnapshot
        {
            CpuTicks = cpu.Length >= 8 ? cpu[..8].Sum() : null,
            StolenTicks = cpu.Length >= 8 ? cpu[7] : null,
            IdleTicks = cpu.Length >= 8 ? cpu[3] + cpu[4] : null,
            TimeWait = timeWait > 0 && timeWait < tcp.Length && TryNumber(tcp[timeWait], out long count) ? count : null,
        };
    }

    private static long[] Numbers(string? text, string label) =>
        [.. Fields(text, label).TakeWhile(f => TryNumber(f, out _)).Select(f => long.Parse(f, CultureInfo.InvariantCulture))];

    private static string[] Fields(string? text, string label)
    {
        string? line = text?.Split('\n').FirstOrDefault(l => l.StartsWith(label, StringComparison.Ordinal));
        return line is null ? [] : line[label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
