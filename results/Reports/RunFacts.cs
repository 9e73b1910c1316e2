using System.Globalization;
using System.Text.Json.Nodes;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>Where and how a run took place, for people.</summary>
internal static class RunFacts
{
    /// <summary>How to cite the run: what measured what, when, and by which checksum its record is known.</summary>
    public static string Citation(RunRecord run)
    {
        string plan = run.PlanSha256 is { } sha256 ? $", plan SHA-256 {sha256}" : "";
        string record = run.Integrity is { } integrity ? $"record SHA-256 {integrity.Sha256}" : "record without checksum";
        return $"rpcbench {Tool(run)}, run of {Started(run)}, seed {run.Seed.ToString(CultureInfo.InvariantCulture)}, trust {TrustText.Word(run.Trust.Verdict)}{plan}, {record}";
    }

    /// <summary>The plan as JSON over several lines, in which nothing hides.</summary>
    public static string Plan(RunRecord run) => string.Concat(
        run.Plan.ToJsonString(RunRecordJson.Options).ReplaceLineEndings("\n")
            .Select(c => c != '\n' && PlainText.IsHidden(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString()));

    /// <summary>The command that runs the benchmarks of a record without cells again; null for one with cells.</summary>
    public static string? MicroCommand(RunRecord run) =>
        run is { Cells.Count: 0, Micro: not null } && run.Plan["micro"] is JsonArray arguments
            ? string.Join(' ', arguments.Select(a => Quoted($"{a}")).Prepend("rpcbench micro"))
            : null;

    /// <summary>Names and values, in the order to show.</summary>
    public static IEnumerable<(string Name, string Value)> Of(RunRecord run)
    {
        EnvironmentInfo environment = run.Environment;
        yield return ("rpcbench", Tool(run));
        yield return ("Started", Started(run));
        yield return ("Seed", run.Seed.ToString(CultureInfo.InvariantCulture));
        yield return ("CPU", environment.Cpu);
        yield return ("Cores", environment.Cores.ToString(CultureInfo.InvariantCulture));
        yield return ("Memory", Quantity.Text((double?)environment.MemoryBytes, Unit.Bytes));
        yield return ("OS", environment.Os);
        yield return ("Architecture", environment.Architecture ?? Quantity.Absent);
        yield return ("Runtime", environment.Runtime);
        yield return ("GC", environment.Gc);
        if (run.Cells.Count > 0 || run.Micro is null)
        {
            yield return ("Server", environment.ServerEndpoint ?? "started by the run, on this machine");
        }

        foreach ((string name, string value) in environment.ProcessSettings ?? new Dictionary<string, string>())
        {
            yield return (name, value);
        }
    }

    private static string Quoted(string argument) => argument.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '/' or '=') ? argument : $"\"{argument}\"";

    private static string Tool(RunRecord run)
    {
        string commit = run.Tool.Commit is null ? "" : $", commit {run.Tool.Commit}";
        return $"{run.Tool.Version}{commit}{(run.Tool.Dirty == true ? " with changes" : "")}";
    }

    private static string Started(RunRecord run) => run.StartedAt.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
