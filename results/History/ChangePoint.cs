namespace Bench.Results.History;

/// <summary>A place in a series from which on its values are others.</summary>
/// <param name="At">Index of the first point after it.</param>
/// <param name="Before">Median of the points since the change before it.</param>
/// <param name="After">Median of the points up to the next one.</param>
/// <param name="Chance">Chance of so large a difference if there were none (Welch's test on logarithms).</param>
public sealed record ChangePoint(int At, double Before, double After, double Chance);
