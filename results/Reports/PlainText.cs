using System.Globalization;

namespace Bench.Results.Reports;

/// <summary>Text from anywhere made fit to be shown: on one line, without characters that hide or reorder others.</summary>
internal static class PlainText
{
    /// <summary>Longer texts are cut: a name of 10 kB helps nobody.</summary>
    private const int MaxLength = 400;

    /// <summary>The text on one line.</summary>
    public static string OneLine(string? text)
    {
        string all = text ?? "";
        string shown = all.Length <= MaxLength ? all : $"{all[..MaxLength]}…";
        return string.Concat(shown.Select(c => c is '\n' or '\r' or '\t' ? ' ' : IsUnseen(c) ? '\uFFFD' : c));
    }

    // Control characters, and format characters such as the right-to-left override.
    private static bool IsUnseen(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format;
}
