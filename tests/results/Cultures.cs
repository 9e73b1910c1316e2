using System.Globalization;

namespace Bench.Tests.Results;

/// <summary>
/// Cultures that write numbers and dates otherwise. The product is built without the data of cultures, so these are made by hand, after
/// the Unicode CLDR: a comma before decimals, and for Persian other signs, separators and digits.
/// </summary>
internal static class Cultures
{
    public const string Invariant = "invariant";

    public static IReadOnlyDictionary<string, CultureInfo> All { get; } = new Dictionary<string, CultureInfo>
    {
        [Invariant] = CultureInfo.InvariantCulture,
        ["de-DE"] = Made(",", ".", "-", ".", ":"),
        ["fa-IR"] = Made("\u066B", "\u066C", "\u200E\u2212", "/", "\u066B", "\u06F0\u06F1\u06F2\u06F3\u06F4\u06F5\u06F6\u06F7\u06F8\u06F9"),
    };

    /// <summary>Makes a culture that of this thread, until it is given back.</summary>
    public static IDisposable Use(string name)
    {
        var back = new Back(CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (All[name], All[name]);
        return back;
    }

    private static CultureInfo Made(string point, string group, string minus, string date, string time, string digits = "0123456789")
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        NumberFormatInfo number = culture.NumberFormat;
        (number.NumberDecimalSeparator, number.NumberGroupSeparator, number.NegativeSign) = (point, group, minus);
        (number.PercentDecimalSeparator, number.CurrencyDecimalSeparator) = (point, point);
        number.NativeDigits = [.. digits.Select(d => d.ToString())];
        number.DigitSubstitution = DigitShapes.NativeNational;
        (culture.DateTimeFormat.DateSeparator, culture.DateTimeFormat.TimeSeparator) = (date, time);
        return culture;
    }

    private sealed record Back(CultureInfo Culture, CultureInfo Interface) : IDisposable
    {
        public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (Culture, Interface);
    }
}
