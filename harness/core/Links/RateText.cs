using System.Globalization;

namespace Bench.Harness.Links;

/// <summary>Rates of bytes as the command line spells them: bits or bytes per second, in powers of 1,000.</summary>
public static class RateText
{
    internal const string Forms = "bit, kbit, mbit, gbit or b/s, kb/s, mb/s, gb/s";

    private const long MaxBytesPerSecond = 125_000_000_000;

    // Of two units that end alike the longer one comes first.
    private static readonly (string Unit, double Bytes)[] Units =
    [
        ("kbit", 125), ("mbit", 125e3), ("gbit", 125e6), ("bit", 0.125), ("kb/s", 1e3), ("mb/s", 1e6), ("gb/s", 1e9), ("b/s", 1),
    ];

    /// <summary>Reads e.g. <c>100mbit</c> or <c>10kb/s</c>; false for anything else, less than a byte a second, and more than 1,000 gbit.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytesPerSecond)
    {
        foreach ((string unit, double bytes) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal))
            {
                bool isNumber = double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
                double rate = Math.Round(number * bytes);
                bytesPerSecond = isNumber && rate is >= 1 and <= MaxBytesPerSecond ? (long)rate : 0;
                return bytesPerSecond > 0;
            }
        }
        bytesPerSecond = 0;
        return false;
    }

    /// <summary>A spelling without loss: the largest unit that leaves at most three decimals, bits before bytes.</summary>
    public static string Format(long bytesPerSecond)
    {
        foreach ((string unit, decimal bytes) in ((string, decimal)[])[("gbit", 125_000_000), ("mbit", 125_000), ("kbit", 125)])
        {
            decimal number = bytesPerSecond / bytes;
            if (number >= 1 && number * 1000 == Math.Truncate(number * 1000))
            {
                return number.ToString("0.###", CultureInfo.InvariantCulture) + unit;
            }
        }
        return bytesPerSecond.ToString(CultureInfo.InvariantCulture) + "b/s";
    }
}
