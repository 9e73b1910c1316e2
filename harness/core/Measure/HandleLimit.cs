using System.Globalization;

namespace Bench.Harness.Measure;

/// <summary>How many files and sockets a process may hold open (<c>ulimit -n</c>; on Linux the runtime raises the soft limit to the hard one).</summary>
public static class HandleLimit
{
    private const string Label = "Max open files";

    /// <summary>That of this process; null where the system doesn't tell, or sets none.</summary>
    public static long? Current() => Of(new MachineFiles().Text("proc/self/limits"));

    /// <summary>The soft limit in a table of limits.</summary>
    /// <param name="limits">The text of <c>/proc/PID/limits</c>: limit, soft value, hard value, unit.</param>
    /// <returns>The limit; null if the table has none, or it is <c>unlimited</c>.</returns>
    public static long? Of(string? limits)
    {
        string? line = limits?.Split('\n').FirstOrDefault(l => l.StartsWith(Label, StringComparison.Ordinal));
        string? soft = line?[Label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long most) ? most : null;
    }
}
