namespace Bench.Results.Comparisons;

/// <summary>Something that differs between two records, or two cells, beside what is to be compared.</summary>
/// <param name="What">What it is, e.g. <c>runtime</c> or <c>options.pool</c>.</param>
/// <param name="Reference">What it is in the reference.</param>
/// <param name="Other">What it is in the other.</param>
/// <param name="Forbids">Whether figures are not comparable for it; false for what is only worth knowing.</param>
/// <param name="Cell">The cell; null for the run as a whole.</param>
public sealed record RecordDifference(string What, string Reference, string Other, bool Forbids, string? Cell = null)
{
    /// <summary>In words, e.g. <c>order/pooled/json/closed:16: options.pool is 4 in the reference, 8 in the other</c>.</summary>
    public string Text => $"{(Cell is null ? "" : $"{Cell}: ")}{What} is {Reference} in the reference, {Other} in the other";
}
