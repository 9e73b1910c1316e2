namespace Bench.Results.Recommendations;

/// <summary>A cell that is not recommended.</summary>
/// <param name="Id">Its id in the record.</param>
/// <param name="Label">Its name among the cells of the same question.</param>
/// <param name="Why">What kind of reason there is.</param>
/// <param name="Reason">The reason, for people.</param>
public sealed record PassedOver(string Id, string Label, PassedOverWhy Why, string Reason);

/// <summary>Why a cell is not recommended.</summary>
public enum PassedOverWhy
{
    /// <summary>Its figures say nothing: invalid, or no launch was finished.</summary>
    Untrusted,

    /// <summary>It did not carry the rate that was asked for.</summary>
    TooSlow,

    /// <summary>Its p99 is above the objective, or more than 1 % of its calls failed.</summary>
    Missed,
}
