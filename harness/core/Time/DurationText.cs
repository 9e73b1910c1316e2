using System.Globalization;

namespace Bench.Harness.Time;

/// <summary>Durations as the command line, plans and loads spell them: a number and <c>ms</c>, <c>s</c>, <c>m</c> or <c>h</c>.</summary>
public static class DurationText
{
    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("s", 1e3), ("m", 60e3), ("h", 3600e3)];

    /// <summary>
    /// Reads e.g. <c>500ms</c>, <c>1.5s</c>, <c>2m</c>, <c>1h</c>; false for anything else, negative ones and more than 10,000 h.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        foreach ((string unit, double milliseconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                && number * milliseconds <= 10_000 * 3600e3)
            {
                duration = TimeSpan.FromTicks((long)Math.Round(number * milliseconds * TimeSpan.TicksPerMillisecond));
                return true;
            }
        }
        duration = default;
        return false;
    }

    /// <summary>
    /// The shortest spelling without loss, e.g. <c>1.5s</c>: the largest unit that leaves at most three decimals, else ms.
    /// </summary>
    public static string Format(TimeSpan duration)
    {
        for (int i = Units.Length - 1; i > 0; i--)
        {
            decimal number = (decimal)duration.Ticks / TimeSpan.TicksPerMillisecond / (decimal)Units[i].Milliseconds;
            if (Math.Abs(number) >= 1 && number * 1000 == Math.Truncate(number * 1000))
            {
                return number.ToString("0.###", CultureInfo.InvariantCulture) + Units[i].Unit;
            }
        }
        return ((decimal)duration.Ticks / TimeSpan.TicksPerMillisecond).ToString("0.####", CultureInfo.InvariantCulture) + "ms";
    }
}
