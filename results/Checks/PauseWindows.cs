using System.Globalization;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>Pauses of a process within a window.</summary>
internal static class PauseWindows
{
    private const int PausesNamed = 3;

    /// <summary>Their sum, as far as they lie in the window, ms.</summary>
    public static double SumMs(IEnumerable<PauseInfo> pauses, double windowMs) =>
        pauses.Sum(p => Math.Max(0, Math.Min(p.AtMs + p.DurationMs, windowMs) - Math.Max(p.AtMs, 0)));

    /// <summary>When the longest of them were, for people.</summary>
    public static string Text(IReadOnlyList<PauseInfo> pauses)
    {
        IEnumerable<string> longest = pauses.OrderByDescending(p => p.DurationMs).Take(PausesNamed).Select(p => string.Create(
            CultureInfo.InvariantCulture,
            $"{(p.AtMs < 0 ? "before second 0" : $"second {Math.Floor(p.AtMs / 1000):0}")}{(p.Server is null ? "" : $" of server {p.Server}")} ({Quantity.Milliseconds(p.DurationMs)} from {p.AtMs / 1000:0.0} s)"));
        return string.Join(", ", longest) + (pauses.Count > PausesNamed ? $" and {pauses.Count - PausesNamed} shorter ones" : "");
    }
}
