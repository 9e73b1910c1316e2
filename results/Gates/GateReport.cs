using Bench.Harness.Record;
using Bench.Results.Comparisons;

namespace Bench.Results.Gates;

/// <summary>What a gate says, and why.</summary>
public sealed record GateReport
{
    /// <summary>The verdict.</summary>
    public required GateVerdict Verdict { get; init; }

    /// <summary>What the baseline is called.</summary>
    public required string Baseline { get; init; }

    /// <summary>What was judged.</summary>
    public required string Candidate { get; init; }

    /// <summary>Launches of each cell that counted on each side.</summary>
    public required int Rounds { get; init; }

    /// <summary>Whether both were measured beside each other.</summary>
    public required bool IsInterleaved { get; init; }

    /// <summary>Every figure compared.</summary>
    public required IReadOnlyList<FigureComparison> Figures { get; init; }

    /// <summary>The absolute limits, as the candidate met them.</summary>
    public required IReadOnlyList<ThresholdResult> Budgets { get; init; }

    /// <summary>What differs beside what is compared: allowed, and labelled.</summary>
    public required IReadOnlyList<RecordDifference> Differences { get; init; }

    /// <summary>Cells that could not be compared, with the reason.</summary>
    public required IReadOnlyList<AbsentCell> Unpaired { get; init; }

    /// <summary>Why the records can't be trusted; empty where they can.</summary>
    public required IReadOnlyList<string> Distrust { get; init; }

    /// <summary>The same build held against itself in the same rounds; absent where there was none.</summary>
    public IReadOnlyList<FigureComparison>? Noise { get; init; }

    /// <summary>What has to be known of how it was measured; empty if nothing.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Figures proven worse.</summary>
    public IEnumerable<FigureComparison> Regressed => Figures.Where(f => f.Verdict == ComparisonVerdict.Regressed);

    /// <summary>Figures of which neither is proven.</summary>
    public IEnumerable<FigureComparison> Open => Figures.Where(f => f.Verdict == ComparisonVerdict.Inconclusive);
}

/// <summary>The verdict of a gate.</summary>
public enum GateVerdict
{
    /// <summary>Every figure is proven the same within its threshold, or better.</summary>
    Passed,

    /// <summary>A figure is proven worse, or a budget is crossed.</summary>
    Regressed,

    /// <summary>Nothing is proven worse, and not everything is proven the same.</summary>
    Inconclusive,

    /// <summary>A record, or the machine, can't be trusted: no verdict.</summary>
    Untrusted,
}
