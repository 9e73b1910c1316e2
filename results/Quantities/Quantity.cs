using System.Globalization;

namespace Bench.Results.Quantities;

/// <summary>Values with their unit, for people: three significant digits, the invariant culture, no locale.</summary>
public static class Quantity
{
    /// <summary>What stands in the place of a figure that was not measured.</summary>
    public const string Absent = "–";

    private const double Kilo = 1e3;
    private const double Kibi = 1024;

    /// <summary>The value with its unit, e.g. <c>81.3 µs</c>, <c>1.95 KiB</c>, <c>81.0 k/s</c>, <c>12,345</c>, <c>0.31 %</c>.</summary>
    public static string Text(double value, Unit unit) => unit switch
    {
        Unit.Nanoseconds => Scaled(value, Kilo, ["ns", "µs", "ms", "s"], spaceWithoutUnit: true),
        Unit.Bytes => Scaled(value, Kibi, ["B", "KiB", "MiB", "GiB"], spaceWithoutUnit: true),
        Unit.PerSecond => Scaled(value, Kilo, ["", "k", "M", "G"], spaceWithoutUnit: false) + "/s",
        Unit.Share => Share(value),
        _ => Count(value),
    };

    /// <summary>The value with its unit, or the sign for absent.</summary>
    public static string Text(double? value, Unit unit) => value is { } measured ? Text(measured, unit) : Absent;

    /// <summary>Calls per second in full, for sentences: <c>81,000 calls/s</c>, three significant digits.</summary>
    public static string Rate(double perSecond) => $"{Count(Round3(perSecond))} calls/s";

    /// <summary>How many times as much, e.g. <c>2.1×</c>.</summary>
    public static string Times(double ratio) => $"{Digits(ratio, ratio switch { < 1.095 => 2, < 9.95 => 1, _ => 0 })}×";

    /// <summary>A part of 1 in percent.</summary>
    public static string Share(double share)
    {
        double percent = share * 100;
        return $"{Digits(percent, Math.Abs(percent) switch { >= 100 => 0, >= 1 => 1, >= 0.01 or 0 => 2, _ => 4 })} %";
    }

    /// <summary>A number with thousands separated; fractions only below 100.</summary>
    public static string Count(double value) =>
        value == Math.Round(value) || Math.Abs(value) >= 100
            ? value.ToString("#,0", CultureInfo.InvariantCulture)
            : value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A length of time given in ms.</summary>
    public static string Milliseconds(double ms) => Text(ms * 1e6, Unit.Nanoseconds);

    private static string Scaled(double value, double step, string[] names, bool spaceWithoutUnit)
    {
        int scale = 0;

        // 999.95 would be rounded up to a thousand of the smaller unit.
        while (Math.Abs(value) >= step * 0.9995 && scale < names.Length - 1)
        {
            value /= step;
            scale++;
        }

        int decimals = Math.Abs(value) switch { >= 99.95 => 0, >= 9.995 => 1, _ => 2 };
        bool whole = scale == 0 && value == Math.Round(value);
        string space = spaceWithoutUnit || scale > 0 ? " " : "";
        return $"{Digits(value, whole ? 0 : decimals)}{space}{names[scale]}";
    }

    /// <summary>The value rounded to three significant digits, but not below 1.</summary>
    public static double Round3(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        double step = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 2);
        return step < 1 ? value : Math.Round(value / step) * step;
    }

    private static string Digits(double value, int decimals) => value.ToString($"#,0.{new string('0', decimals)}", CultureInfo.InvariantCulture);
}
