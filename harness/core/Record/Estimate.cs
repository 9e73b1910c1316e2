namespace Bench.Harness.Record;

/// <summary>A figure over rounds.</summary>
/// <param name="Median">Median of the rounds.</param>
/// <param name="Low">Lower end of the 95 % interval; absent below 2 rounds.</param>
/// <param name="High">Upper end.</param>
/// <param name="Method">How the interval came about: <c>log-t</c> below 6 rounds (<c>t</c> where a round has 0), <c>distribution-free</c> from 6;
/// <c>bracket</c> for a capacity of one round: the rate that was confirmed and the next one, which was not met.</param>
public readonly record struct Estimate(double Median, double? Low = null, double? High = null, string? Method = null);
