using System.CommandLine;
using Bench.Cli.Terminal;
using Bench.Results.Comparisons;
using Bench.Results.Gates;
using Bench.Results.Store;

namespace Bench.Cli.Verbs;

/// <summary><c>gate --baseline A --candidate B</c>: a verdict by exit code.</summary>
internal static class GateVerb
{
    public static Command Create(Streams streams)
    {
        var baseline = new Option<string>("--baseline") { Description = "What was good enough: a run folder, a record, or a name below results/baselines/", Required = true };
        var candidate = new Option<string>("--candidate") { Description = "What is judged: a run folder, or its run.json", Required = true };
        Option<string?> policy = PolicyOption();
        var output = new Option<string?>("--out") { Description = "Folder for gate.md, gate.junit.xml and gate.json; none if not given" };
        var json = new Option<bool>("--json") { Description = "Print the verdict with every figure as JSON" };
        var different = new Option<bool>("--allow-different") { Description = "Compare although hardware, runtime, payloads or contracts differ; the differences are named" };
        var accept = new Option<bool>("--accept") { Description = "Make the candidate the baseline, whatever the verdict, unless it is invalid; a baseline is written at no other time" };
        var command = new Command("gate", "Holds a run against a baseline. Example: rpcbench gate --baseline main --candidate rpcbench-results/20260101-120000") { baseline, candidate, policy, output, json, different, accept };
        command.SetAction(async (parsed, cancellation) =>
        {
            GateRules rules = await RulesAsync(parsed.GetValue(policy), cancellation).ConfigureAwait(false);
            StoredRun judged = await RunRecordStore.ReadAsync(parsed.GetValue(candidate)!, cancellation).ConfigureAwait(false);
            string name = parsed.GetValue(baseline)!;
            string path = Baselines.PathOf(name);
            bool accepted = parsed.GetValue(accept);
            if (accepted && !Path.Exists(path))
            {
                streams.Out.WriteLine($"There was no baseline. Now it is {await Baselines.KeepAsync(judged.Record, name).ConfigureAwait(false)}.");
                return ExitCode.Good;
            }
            if (!Path.Exists(path))
            {
                throw new UsageException($"There is no baseline {path}: give the folder of a run, or make this candidate the baseline with --accept.");
            }
            StoredRun good = await RunRecordStore.ReadAsync(path, cancellation).ConfigureAwait(false);
            rules.RequireCells(judged.Record);
            var from = new NamedRun(name, good.Record);
            var to = new NamedRun(parsed.GetValue(candidate)!, judged.Record);
            Differences.Require(CellPairs.OfRuns(from, to), parsed.GetValue(different));
            GateReport report = Gate.Of(from, to, rules, new GateMeasurement { Remarks = [.. Unsealed(good), .. Unsealed(judged)] });
            int code = await GateFiles.WriteAsync(report, parsed.GetValue(output), parsed.GetValue(json), streams).ConfigureAwait(false);
            if (!accepted)
            {
                return code;
            }
            streams.Error.WriteLine($"The baseline is now {await Baselines.KeepAsync(judged.Record, name).ConfigureAwait(false)}.");
            return ExitCode.Good;
        });
        return command;
    }

    public static Option<string?> PolicyOption() => new("--policy") { Description = "What is let pass: a policy file (results/schema/gate.schema.json); the defaults if not given" };

    /// <summary>The rules of a policy file; the default ones without a file.</summary>
    public static async Task<GateRules> RulesAsync(string? path, CancellationToken cancellation)
    {
        if (path is null)
        {
            return GateRules.Default;
        }
        return File.Exists(path)
            ? GatePolicyFile.Parse(await File.ReadAllTextAsync(path, cancellation).ConfigureAwait(false), path)
            : throw new UsageException($"There is no policy file {path}.");
    }

    private static IEnumerable<string> Unsealed(StoredRun run) =>
        run.HasIntegrity ? [] : [$"{run.Path} has no checksum: changes since the measurement would go unnoticed."];
}
