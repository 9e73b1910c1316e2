using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Comparisons;

/// <summary>A comparison of a figure, for people.</summary>
public static class FigureText
{
    /// <summary>What became of it, e.g. <c>+5.2 % [+4.1 % to +6.3 %]</c>.</summary>
    public static string Change(FigureComparison one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return Interval(one) is string interval ? $"{Ratio(one)} [{interval}]" : Ratio(one);
    }

    /// <summary>The change alone, e.g. <c>+5.2 %</c>.</summary>
    public static string Ratio(FigureComparison one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return one.Ratio is { } ratio ? Percent(ratio.Ratio - 1)
            : one.Reference is { Median: > 0 } from && one.Other is { } to ? Percent((to.Median / from.Median) - 1)
            : Quantity.Absent;
    }

    /// <summary>Its 95 % interval, e.g. <c>+4.1 % to +6.3 %</c>; null without one.</summary>
    public static string? Interval(FigureComparison one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return one.Ratio is { } ratio ? $"{Percent(ratio.Low - 1)} to {Percent(ratio.High - 1)}" : null;
    }

    /// <summary>Both figures, e.g. <c>12.3 µs → 12.9 µs</c>.</summary>
    public static string Both(FigureComparison one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return $"{Quantity.Text(one.Reference?.Median, one.Unit)} → {Quantity.Text(one.Other?.Median, one.Unit)}";
    }

    /// <summary>The verdict as one word.</summary>
    public static string Word(ComparisonVerdict verdict) => verdict.ToString().ToLowerInvariant();

    /// <summary>The threshold, e.g. <c>4.0 %</c>, or <c>exact</c>.</summary>
    public static string Threshold(FigureComparison one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return one.Threshold == 0 ? "exact" : Quantity.Share(one.Threshold);
    }

    /// <summary>The smallest change that would be found four times in five, e.g. <c>3.1 %</c>; <c>any</c> for what is counted.</summary>
    public static string Detectable(FigureComparison one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return one.Detectable is { } share ? share == 0 ? "any" : Quantity.Share(share) : Quantity.Absent;
    }

    private static string Percent(double share) => $"{(share < 0 ? "−" : "+")}{Quantity.Share(Math.Abs(share))}";
}
