using System.Globalization;

namespace Bench.Harness.Addressing;

/// <summary>Local ports that connections take theirs from.</summary>
/// <param name="First">The lowest, 1 and up.</param>
/// <param name="Last">The highest, up to 65535.</param>
public sealed record PortRange(int First, int Last)
{
    private const string LinuxFile = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <summary>How many there are.</summary>
    public int Count => Last - First + 1;

    /// <summary>The machine's; null where the system doesn't tell.</summary>
    public static PortRange? OfMachine()
    {
        try
        {
            return Parse(File.ReadAllText(LinuxFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The highest of them; all of them if there are no more.</summary>
    /// <param name="count">How many, 1 and up.</param>
    public PortRange Highest(int count) => this with { First = Math.Max(First, Last - count + 1) };

    internal static PortRange? Parse(string text)
    {
        string[] ends = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return ends.Length == 2
            && ushort.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort first)
            && ushort.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort last) && first > 0 && last >= first
            ? new PortRange(first, last)
            : null;
    }
}
