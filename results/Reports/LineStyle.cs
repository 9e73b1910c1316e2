using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>How a cell's line looks in every chart of the page: its codec gives the colour, its transport the dashes.</summary>
/// <param name="Colour">One of the style's colours.</param>
/// <param name="Dash">One of the dashes.</param>
internal readonly record struct LineStyle(int Colour, int Dash)
{
    private const int Colours = 7;

    // The same dashes as in the script.
    private static readonly string[] Dashes = ["", "8 4", "2 3", "10 3 2 3", "5 2", "1 5"];

    /// <summary>Attributes of the line in SVG.</summary>
    public string Attributes => $"class=\"s{Colour}\" stroke-dasharray=\"{Dashes[Dash]}\"";

    /// <summary>A bit of the line for a legend.</summary>
    public string Key => $"<svg viewBox=\"0 0 28 8\" aria-hidden=\"true\"><path {Attributes} d=\"M0 4H28\" stroke-width=\"2\"/></svg>";

    /// <summary>The style of a transport and codec among the cells of a chart.</summary>
    public static LineStyle Of(string transport, string codec, IReadOnlyList<CellRecord> cells)
    {
        string[] codecs = [.. cells.Select(c => c.Codec).Distinct()];
        string[] transports = [.. cells.Select(c => c.Transport).Distinct()];
        return new LineStyle(Array.IndexOf(codecs, codec) % Colours, Array.IndexOf(transports, transport) % Dashes.Length);
    }
}
