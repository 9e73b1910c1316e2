using System.Globalization;
using System.Text;

namespace Bench.Results.Reports;

/// <summary>Text from anywhere made fit to be shown: on one line, without characters that hide or reorder others.</summary>
internal static class PlainText
{
    /// <summary>Longer texts are cut: a name of 10 kB helps nobody.</summary>
    private const int MaxLength = 400;

    /// <summary>The text on one line.</summary>
    public static string OneLine(string? text)
    {
        StringBuilder line = new();
        foreach (Rune rune in (text ?? "").EnumerateRunes())
        {
            if (line.Length >= MaxLength)
            {
                line.Append('…');
                break;
            }

            line.Append(IsBreak(rune) ? " " : IsUnseen(rune) ? "\uFFFD" : rune.ToString());
        }

        return line.ToString();
    }

    /// <summary>Whether a character is not seen, or moves others: it breaks the line, orders or hides.</summary>
    public static bool IsHidden(char c) => Rune.TryCreate(c, out Rune rune) && (IsBreak(rune) || IsUnseen(rune));

    private static bool IsBreak(Rune rune) =>
        rune.Value is '\n' or '\r' or '\t' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // Control characters, format characters such as the right-to-left override, and those that XML does not know.
    private static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format || (rune.Value & 0xFFFE) == 0xFFFE;
}
