using System.Globalization;
using System.Net;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>Writes HTML: what is not markup of ours goes through <see cref="Escape"/>.</summary>
internal static class HtmlText
{
    /// <summary>Text as content or as a quoted attribute.</summary>
    public static string Escape(string? text) => WebUtility.HtmlEncode(PlainText.OneLine(text));

    /// <summary>The same over several lines, for preformatted text.</summary>
    public static string EscapeLines(string text) => string.Join('\n', text.Split('\n').Select(WebUtility.HtmlEncode));

    /// <summary>A figure, struck through where it is of an invalid cell.</summary>
    public static string Figure(string figure, bool invalid) => invalid && figure != Quantity.Absent ? $"<s>{Escape(figure)}</s>" : Escape(figure);

    /// <summary>A number in SVG.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The start of an element that scrolls sideways, by keyboard too.</summary>
    public static string Region(string label) => $"""<div class="scroll" tabindex="0" role="region" aria-label="{Escape(label)}">""";
}
