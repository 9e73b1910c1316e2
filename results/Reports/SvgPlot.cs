using System.Text;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>Lines over two logarithmic axes as SVG, which is drawn without a script and printed as it is.</summary>
internal static class SvgPlot
{
    private const double Width = 400;
    private const double Height = 270;
    private const double Left = 50;
    private const double Right = 388;
    private const double Top = 8;
    private const double Bottom = 236;

    // Below so many decades the 2 and the 5 of each have their own line.
    private const double FewDecades = 2.2;

    /// <summary>A line through points, in their order; those that are not above 0 have no place on the axes.</summary>
    internal sealed record Line(LineStyle Style, IReadOnlyList<(double X, double Y)> Points);

    /// <summary>The plot; null if no line has a point.</summary>
    public static string? Of(string label, IReadOnlyList<Line> lines, (string Title, Unit Unit) x, (string Title, Unit Unit) y)
    {
        (double X, double Y)[] points = [.. lines.SelectMany(l => l.Points).Where(IsDrawn)];
        if (points.Length == 0)
        {
            return null;
        }

        Axis across = Axis.Over(points.Select(p => p.X), Left, Right);
        Axis up = Axis.Over(points.Select(p => p.Y), Bottom, Top);
        StringBuilder svg = new();
        svg.Append($"<svg class=\"chart plot\" viewBox=\"0 0 {N(Width)} {N(Height)}\" role=\"img\" aria-label=\"{HtmlText.Escape(label)}\">");
        foreach (double tick in up.Ticks)
        {
            svg.Append($"<path class=\"grid\" d=\"M{N(Left)} {N(up.At(tick))}H{N(Right)}\"/><text x=\"{N(Left - 6)}\" y=\"{N(up.At(tick) + 4)}\" text-anchor=\"end\">{Quantity.Text(tick, y.Unit)}</text>");
        }

        foreach (double tick in across.Ticks)
        {
            svg.Append($"<path class=\"grid\" d=\"M{N(across.At(tick))} {N(Top)}V{N(Bottom)}\"/><text x=\"{N(across.At(tick))}\" y=\"{N(Bottom + 14)}\" text-anchor=\"middle\">{Quantity.Text(tick, x.Unit)}</text>");
        }

        svg.Append($"<text x=\"{N((Left + Right) / 2)}\" y=\"{N(Height - 5)}\" text-anchor=\"middle\">{HtmlText.Escape(x.Title)}</text><text x=\"{N(Left + 4)}\" y=\"{N(Top + 10)}\">{HtmlText.Escape(y.Title)}</text>");
        for (int i = 0; i < lines.Count; i++)
        {
            (double X, double Y)[] drawn = [.. lines[i].Points.Where(IsDrawn).Select(p => (across.At(p.X), up.At(p.Y)))];
            svg.Append($"<g data-line=\"{i}\"><polyline {lines[i].Style.Attributes} points=\"{string.Join(' ', drawn.Select(p => $"{N(p.X)},{N(p.Y)}"))}\"/>");
            svg.Append(string.Concat(drawn.Select(p => $"<circle class=\"s{lines[i].Style.Colour}\" cx=\"{N(p.X)}\" cy=\"{N(p.Y)}\" r=\"2.5\"/>"))).Append("</g>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static bool IsDrawn((double X, double Y) point) => point is { X: > 0, Y: > 0 };

    private static string N(double value) => HtmlText.Number(value);

    private sealed record Axis(double Low, double High, double From, double To)
    {
        private const double Margin = 0.05;

        public static Axis Over(IEnumerable<double> values, double from, double to)
        {
            double[] logarithms = [.. values.Select(Math.Log10)];
            return new Axis(logarithms.Min() - Margin, logarithms.Max() + Margin, from, to);
        }

        public double At(double value) => From + ((Math.Log10(value) - Low) / (High - Low) * (To - From));

        // The digits of a tick in its decade; where the axis is short they come closer.
        private double[] Digits => (High - Low) switch { < 0.4 => [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 7, 8, 9], < FewDecades => [1, 2, 5], _ => [1] };

        public IEnumerable<double> Ticks =>
            from decade in Enumerable.Range((int)Math.Floor(Low), (int)(Math.Ceiling(High) - Math.Floor(Low)) + 1)
            from digit in Digits
            let tick = digit * Math.Pow(10, decade)
            where Math.Log10(tick) >= Low && Math.Log10(tick) <= High
            select tick;
    }
}
