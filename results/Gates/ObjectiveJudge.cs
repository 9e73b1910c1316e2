using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Results.Checks;

namespace Bench.Results.Gates;

/// <summary>
/// Judges the windows of a search: what was not measured, lost its target, or is invalid by the self-audit does not meet the objective, whatever
/// its figures say. The load generator is to blame where calls that were sent in time would have met it, and waiting to be sent was the greater
/// part of the response time.
/// </summary>
/// <param name="environment">Where it is measured.</param>
/// <param name="checks">The checks, as the catalog found them.</param>
public sealed class ObjectiveJudge(EnvironmentInfo environment, IReadOnlyCollection<ICheck> checks) : IObjectiveJudge
{
    // Share of the response time's p99 above which the send lag's is its greater part.
    private const double MainPart = 0.5;

    // Findings that only the load generator can be at fault for, and those that a slow server brings about as well.
    private static readonly string OwnFault = new GeneratorPauseCheck().Name;
    private static readonly string SharedFault = new ScheduleSentCheck().Name;

    /// <inheritdoc/>
    public ObjectiveVerdict Judge(CellRecord window, string objective)
    {
        ArgumentNullException.ThrowIfNull(window);
        var parsed = Objective.Parse(objective);
        CellRecord cell = RunRecordAssembly.Complete(window, environment, checks);
        IReadOnlyList<ObjectivePart> parts = parsed.Evaluate(cell);
        if (window.Rounds.Select(r => r.Failure).FirstOrDefault(f => f is not null) is string failure)
        {
            return new ObjectiveVerdict(parts, failure);
        }
        bool generatorFailed = parsed.IsMetBySending(cell) && cell.Summary?.Latency is { SendLag.P99Ns.Median: var lag, Response.P99Ns.Median: var response } && lag > MainPart * response;
        if (cell.Trust is { Verdict: TrustVerdict.Invalid, Findings: [var worst, ..] })
        {
            bool generator = worst.Check == OwnFault || (worst.Check == SharedFault && generatorFailed);
            return new ObjectiveVerdict(parts, Reason(worst.Figure, generator), generator);
        }
        string[] broken = [.. parts.Where(p => !p.Met).Select(p => $"{p.Limit} was {p.Found}")];
        return broken.Length == 0
            ? new ObjectiveVerdict(parts, null)
            : new ObjectiveVerdict(parts, Reason(string.Join(", ", broken), generatorFailed), generatorFailed);
    }

    private static string Reason(string found, bool generator) => generator ? $"generator limited: {found}" : found;
}
