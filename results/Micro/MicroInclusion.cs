using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Store;

namespace Bench.Results.Micro;

/// <summary>Puts benchmarks of single parts beside the cells of a run that was measured apart.</summary>
public static class MicroInclusion
{
    private const string Check = "micro";
    private const string Window = "the micro benchmarks";

    /// <summary>The run with the benchmarks of another record, and with what speaks against those.</summary>
    /// <param name="run">The run whose report is made.</param>
    /// <param name="micro">A record that has benchmarks.</param>
    /// <param name="allowDifferent">Takes benchmarks of another machine or runtime too, and labels them.</param>
    /// <exception cref="RunRecordException">There are no benchmarks, they can't be trusted, or they were run elsewhere.</exception>
    public static RunRecord Include(RunRecord run, StoredRun micro, bool allowDifferent)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(micro);
        RunRecord other = micro.Record;
        if (other.Micro is not { Count: > 0 } results)
        {
            throw new RunRecordException(micro.Path, "$.micro", "the record holds no benchmarks of single parts.", "Measure some with 'rpcbench micro --out DIR'.");
        }

        if (other.Trust.Verdict == TrustVerdict.Invalid)
        {
            throw new RunRecordException(
                micro.Path, "$.trust", $"the benchmarks can't be trusted: {other.Trust.Findings[0].Figure}.", "Measure them again with 'rpcbench micro'.");
        }

        string? difference = Difference(run.Environment, other.Environment);
        if (difference is not null && !allowDifferent)
        {
            throw new RunRecordException(
                micro.Path, "$.environment", $"the benchmarks and the run are not comparable: {difference}.", "Measure both on one machine, or take them as they are with --allow-different.");
        }

        RunRecord both = run with { Micro = results };
        return both with { Trust = Trust.Of([.. run.Trust.Findings, .. Against(micro, difference), .. Impossible(both)]) };
    }

    private static IEnumerable<Finding> Against(StoredRun micro, string? difference)
    {
        if (difference is not null)
        {
            yield return new Finding(
                Check, Severity.Degraded, $"the benchmarks were run elsewhere: {difference}", "one machine and runtime", Window, "Measure both on one machine.");
        }

        if (!micro.HasIntegrity)
        {
            yield return new Finding(Check, Severity.Note, "the record of the benchmarks has no checksum", "one", Window, "Take the file that 'rpcbench micro' wrote.");
        }

        foreach (Finding finding in micro.Record.Trust.Findings.Where(f => f.Severity != Severity.Note))
        {
            yield return finding with { Window = Window };
        }
    }

    private static IEnumerable<Finding> Impossible(RunRecord both)
    {
        CodecShare[] above = [.. CodecShare.Of(both).Where(s => s.Share > 1).OrderByDescending(s => s.Share)];
        if (above.Length > 0)
        {
            yield return new Finding(
                Check,
                Severity.Degraded,
                $"the codec's share of the CPU time comes out at {Quantity.Share(above[0].Share)}: other work slowed the benchmarks down",
                "at most 100 %",
                above.Length == 1 ? above[0].Cell.Id : $"{above[0].Cell.Id} and {above.Length - 1} more",
                "Run 'rpcbench micro' again while the machine is idle otherwise.");
        }
    }

    private static string? Difference(EnvironmentInfo run, EnvironmentInfo micro) =>
        run.Fingerprint != micro.Fingerprint ? $"{micro.Cpu} with {micro.Cores} cores, {micro.Os} ({micro.Fingerprint ?? "no fingerprint"}) against {run.Cpu} with {run.Cores} cores, {run.Os} ({run.Fingerprint ?? "no fingerprint"})"
        : run.Runtime != micro.Runtime ? $"{micro.Runtime} against {run.Runtime}"
        : null;
}
