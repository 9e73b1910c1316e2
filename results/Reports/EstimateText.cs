using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>A figure over rounds, for people.</summary>
public static class EstimateText
{
    /// <summary>The median with its unit.</summary>
    public static string Median(Figure figure, CellRecord cell)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(cell);
        return figure.Text(figure.Of(cell.Summary)?.Median);
    }

    /// <summary>The interval, e.g. <c>78.0 k/s to 84.1 k/s</c>; null without one, or where both ends read the same.</summary>
    public static string? Interval(Figure figure, CellRecord cell)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(cell);
        if (figure.Of(cell.Summary) is not { Low: { } low, High: { } high })
        {
            return null;
        }

        (string from, string to) = (Quantity.Text(low, figure.Unit), Quantity.Text(high, figure.Unit));
        return from == to ? null : $"{from} to {to}";
    }
}
