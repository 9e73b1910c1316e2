namespace Bench.Results.Gates;

/// <summary>What one cell has to say to one threshold.</summary>
/// <param name="CellId">The cell.</param>
/// <param name="Expression">The threshold as it was given.</param>
/// <param name="Found">The figure found, with its unit, or <c>not measured</c>.</param>
/// <param name="IsMeasured">False if the cell lacks the figure: the threshold proves nothing then.</param>
/// <param name="IsCrossed">True if the figure is on the wrong side; false if it was not measured.</param>
public sealed record ThresholdResult(string CellId, string Expression, string Found, bool IsMeasured, bool IsCrossed);
