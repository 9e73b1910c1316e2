using System.Globalization;

namespace Bench.Harness.Links;

/// <summary>Shares as the command line spells them: <c>50%</c>, <c>0.1%</c>.</summary>
internal static class ShareText
{
    /// <summary>Reads a share above 0 % and up to 100 %, to a thousandth of a per cent.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double share)
    {
        share = 0;
        if (text.EndsWith("%", StringComparison.Ordinal)
            && decimal.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent)
            && percent is > 0 and <= 100 && decimal.Round(percent, 3) == percent)
        {
            share = (double)(percent / 100);
        }
        return share > 0;
    }

    public static string Format(double share) => (share * 100).ToString("0.###", CultureInfo.InvariantCulture) + "%";
}
