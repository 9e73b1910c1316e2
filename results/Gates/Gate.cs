using Bench.Harness.Record;
using Bench.Results.Comparisons;
using Bench.Results.Floors;

namespace Bench.Results.Gates;

/// <summary>Holds a candidate against a baseline.</summary>
public static class Gate
{
    /// <summary>The verdict. A record that can't be trusted comes before any regression, and a regression before what is not proven.</summary>
    /// <param name="baseline">What was good enough.</param>
    /// <param name="candidate">What is judged.</param>
    /// <param name="rules">What it is held to.</param>
    /// <param name="measurement">How both were measured.</param>
    public static GateReport Of(NamedRun baseline, NamedRun candidate, GateRules rules, GateMeasurement measurement)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(measurement);
        baseline = WithoutFloors(baseline);
        candidate = WithoutFloors(candidate);
        int rounds = measurement.Rounds ?? rules.Rounds;
        ComparisonTerms terms = rules.Terms(rounds);
        bool interleaved = measurement.BaselineAgain is not null;
        CellPairs cells = CellPairs.OfRuns(baseline, candidate, interleaved);
        IReadOnlyList<FigureComparison>? noise = measurement.BaselineAgain is { } again
            ? Comparison.Of(CellPairs.OfRuns(baseline, WithoutFloors(again), interleaved: true).Pairs, terms)
            : null;
        IReadOnlyList<FigureComparison> figures = Comparison.Of(cells.Pairs, terms);
        ThresholdResult[] budgets = [.. candidate.Record.Cells.SelectMany(c => rules.BudgetsOf(c).Select(b => b.Evaluate(c)))];
        string[] distrust =
        [
            .. new[] { baseline, candidate, measurement.BaselineAgain }.OfType<NamedRun>().SelectMany(WhyNot),
            .. (noise ?? []).Where(f => f.Verdict is ComparisonVerdict.Regressed or ComparisonVerdict.Improved)
                .Select(f => $"the same build twice differs in {f.Cell}, {f.Figure}: {FigureText.Change(f)}. The machine changed while it measured"),
        ];
        return new GateReport
        {
            Verdict = distrust.Length > 0 ? GateVerdict.Untrusted
                : figures.Any(f => f.Verdict == ComparisonVerdict.Regressed) || budgets.Any(b => b.IsCrossed) ? GateVerdict.Regressed
                : figures.Any(f => f.Verdict == ComparisonVerdict.Inconclusive) || budgets.Any(b => !b.IsMeasured) || figures.Count == 0 || LacksCells(baseline, candidate)
                    ? GateVerdict.Inconclusive
                : GateVerdict.Passed,
            Baseline = baseline.Name,
            Candidate = candidate.Name,
            Rounds = rounds,
            IsInterleaved = interleaved,
            Figures = figures,
            Budgets = budgets,
            Differences = cells.Differences,
            Unpaired = cells.Unpaired,
            Distrust = distrust,
            Noise = noise,
            Remarks = measurement.Remarks,
        };
    }

    // What bare sockets carry is the machine's, and nobody's regression.
    private static NamedRun WithoutFloors(NamedRun run) => run with { Record = run.Record.WithoutFloors() };

    // A cell that is gone was not proven to be as good as before.
    private static bool LacksCells(NamedRun baseline, NamedRun candidate) =>
        baseline.Record.Cells.Any(c => candidate.Record.Cells.All(other => other.Id != c.Id));

    private static IEnumerable<string> WhyNot(NamedRun run) => run.Record.Trust.Verdict == TrustVerdict.Invalid
        ? [$"{run.Name} is invalid: {run.Record.Trust.Findings[0].Figure}"]
        : [];
}

/// <summary>How the two sides of a gate were measured.</summary>
public sealed record GateMeasurement
{
    /// <summary>Launches that count; null for those of the policy.</summary>
    public int? Rounds { get; init; }

    /// <summary>The baseline once more, measured in the same rounds beside the two: what it differs from itself is this machine's noise. Null where records are from apart.</summary>
    public NamedRun? BaselineAgain { get; init; }

    /// <summary>What has to be known of it.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
