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

    /// <summary>The interval, e.g. <c>78.0 k/s to 84.1 k/s</c>; null without one, or where it is a single point.</summary>
    public static string? Interval(Figure figure, CellRecord cell)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(cell);
        return figure.Of(cell.Summary) is { Low: { } low, High: { } high } && low < high
            ? $"{Quantity.Text(low, figure.Unit)} to {Quantity.Text(high, figure.Unit)}"
            : null;
    }
}
