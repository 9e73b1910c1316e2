using System.Globalization;

namespace Bench.Harness.Measure;

/// <summary>What each core of the machine has spent since it started, in ticks of the kernel (<c>/proc/stat</c>); empty where the system doesn't tell.</summary>
public sealed class CoreTimes
{
    // A tick is usually 10 ms: with fewer of them than this a share is mostly rounding.
    private const long FewestTicks = 10;

    private readonly Dictionary<int, (long All, long Idle)> _ticks;

    private CoreTimes(Dictionary<int, (long All, long Idle)> ticks) => _ticks = ticks;

    /// <summary>The state now.</summary>
    public static CoreTimes Take() => new MachineFiles().Text("proc/stat") is string stat ? Parse(stat) : new CoreTimes([]);

    /// <summary>
    /// Share of the time since an earlier snapshot that each core was idle, 0 to 1, in the order of their numbers; null if unknown, or the
    /// time between too short to tell (about 0.1 s).
    /// </summary>
    public IReadOnlyList<double>? IdleSince(CoreTimes earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        var shares = new List<double>();
        foreach ((int core, (long all, long idle)) in _ticks.OrderBy(t => t.Key))
        {
            if (!earlier._ticks.TryGetValue(core, out (long All, long Idle) before) || all - before.All < FewestTicks)
            {
                return null;
            }
            // The kernel's count of idle time may step back by a tick.
            shares.Add(Math.Clamp((double)(idle - before.Idle) / (all - before.All), 0, 1));
        }
        return shares.Count > 0 ? shares : null;
    }

    internal static CoreTimes Parse(string stat)
    {
        var ticks = new Dictionary<int, (long, long)>();
        foreach (string line in stat.Split('\n').Where(l => l.StartsWith("cpu", StringComparison.Ordinal)))
        {
            // cpuN user nice system idle iowait irq softirq steal guest guest_nice; the last two are part of user and nice
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 9 && int.TryParse(fields[0]["cpu".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int core)
                && fields[1..9].All(f => long.TryParse(f, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                long[] spent = [.. fields[1..9].Select(f => long.Parse(f, CultureInfo.InvariantCulture))];
                ticks[core] = (spent.Sum(), spent[3] + spent[4]);
            }
        }
        return new CoreTimes(ticks);
    }
}
