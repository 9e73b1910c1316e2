using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>Says whether a window met the objective of a search.</summary>
public interface IObjectiveJudge
{
    /// <summary>Judges one window.</summary>
    /// <param name="window">A cell with the window as its only round; without summary, trust not audited.</param>
    /// <param name="objective">What has to hold; it was found to be readable before.</param>
    ObjectiveVerdict Judge(CellRecord window, string objective);
}

/// <summary>What a judge says.</summary>
/// <param name="Parts">What was found of each part of the objective.</param>
/// <param name="WhyNot">Why it was not met, for the user; null if it was.</param>
/// <param name="GeneratorLimited">Whether it was not met because the load generator did not keep up.</param>
public sealed record ObjectiveVerdict(IReadOnlyList<ObjectivePart> Parts, string? WhyNot, bool GeneratorLimited = false)
{
    /// <summary>Whether the objective was met.</summary>
    public bool IsMet => WhyNot is null;
}
