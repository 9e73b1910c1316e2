using Bench.Harness.Load;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>A search found a rate, in every round, and it was the server that ended it.</summary>
public sealed class SearchCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "search";

    /// <inheritdoc/>
    public string Summary => "a search for capacity confirmed a rate, and the server ended it, not the load generator";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        RoundRecord[] rounds = [.. cell.Launched().Where(r => r.Search is not null && r.Partial != true)];
        bool none = rounds.All(r => r.CapacityPerSecond is null);
        return rounds.Select(r => Judge(r, r.Search!, none)).OfType<Finding>();
    }

    private Finding? Judge(RoundRecord round, SearchRecord search, bool none) => search switch
    {
        { Outcome: SearchOutcome.NeverMet } => new Finding(
            Name, none ? Severity.Note : Severity.Degraded, $"the objective {search.Objective} was not met at any rate, down to {Quantity.Rate(CapacitySearch.LowestPerSecond)}",
            "a rate that meets it", round.Window(), "Allow more, or find out why single calls take so long: the trail of the search says what was found."),
        { Outcome: SearchOutcome.NotConfirmed } => new Finding(
            Name, none ? Severity.Invalid : Severity.Degraded, $"no rate held over a longer window, and {Quantity.Rate(search.NotMetPerSecond ?? 0)} did not meet {search.Objective}",
            "a rate that is met in a window of twice the length", round.Window(), "Stop other work on the machine, or lengthen --duration and --warmup."),
        { GeneratorLimited: true } => new Finding(
            Name, Severity.Degraded, $"the load generator did not keep up at {Quantity.Rate(search.NotMetPerSecond ?? 0)}: the server may carry more than was found",
            "a search that the server ends", round.Window(), "Give the load generator more CPU, or the server another machine."),
        { Outcome: SearchOutcome.AboveHighest } => new Finding(
            Name, Severity.Note, $"{search.Objective} was met at the highest rate that is tried, {Quantity.Rate(CapacitySearch.HighestPerSecond)}: the capacity lies above",
            "a rate that does not meet it", round.Window(), "Set a stricter objective, or measure a scenario that does more."),
        _ => null,
    };
}
