using System.Globalization;
using Bench.Harness.Time;

namespace Bench.Harness.Load;

/// <summary>A stretch of an open load in which the rate changes linearly.</summary>
/// <param name="FromPerSecond">Arrivals per second at its start, 0 to <see cref="OpenLoad.MaxRatePerSecond"/>.</param>
/// <param name="ToPerSecond">Arrivals per second at its end; equal for a step.</param>
/// <param name="Duration">Its length, above 0.</param>
public readonly record struct LoadPhase(double FromPerSecond, double ToPerSecond, TimeSpan Duration)
{
    /// <summary>The number of arrivals it brings, not necessarily whole.</summary>
    public double Arrivals => (FromPerSecond + ToPerSecond) / 2 * Duration.TotalSeconds;

    /// <summary>As in a load's text, e.g. <c>0..2000@5s</c>.</summary>
    public override string ToString() => FromPerSecond.Equals(ToPerSecond)
        ? $"{Rate(FromPerSecond)}@{DurationText.Format(Duration)}"
        : $"{Rate(FromPerSecond)}..{Rate(ToPerSecond)}@{DurationText.Format(Duration)}";

    internal static string Rate(double rate) => ((decimal)rate).ToString(CultureInfo.InvariantCulture);
}
