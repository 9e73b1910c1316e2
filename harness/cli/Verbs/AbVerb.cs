using System.CommandLine;
using System.Globalization;
using Bench.Cli.Builds;
using Bench.Cli.Terminal;
using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Harness.Time;
using Bench.Results;
using Bench.Results.Checks;
using Bench.Results.Comparisons;
using Bench.Results.Gates;
using Bench.Results.Quantities;
using Bench.Results.Store;

namespace Bench.Cli.Verbs;

/// <summary><c>ab --base REF --head REF</c>: two builds measured beside each other in one run, and the base twice; a verdict by exit code.</summary>
internal static class AbVerb
{
    private const string DefaultPlan = "gate";

    public static Command Create(PlugCatalog plugs, Streams streams)
    {
        var plan = new Argument<string?>("plan") { Description = $"Plan file, or the name of a shipped plan; default is '{DefaultPlan}'", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<string>("--base") { Description = "What was good enough: a git ref of this repository, or a build folder", Required = true };
        var to = new Option<string>("--head") { Description = "What is judged: a git ref, or a build folder", Required = true };
        Option<string?> policy = GateVerb.PolicyOption();
        var output = new Option<string?>("--out") { Description = "Folder for the records and the verdict; default rpcbench-results/TIME" };
        var json = new Option<bool>("--json") { Description = "Print the verdict with every figure as JSON" };
        var options = new RunOptions();
        var command = new Command("ab", "Measures two builds beside each other and judges the second. Example: rpcbench ab --base main --head HEAD") { plan, from, to, policy, output, json };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            RunPlan over = options.Overrides(parsed);
            RunPlan whole = ShippedPlans.Find(parsed.GetValue(plan) ?? DefaultPlan).With(over);
            GateRules rules = await GateVerb.RulesAsync(parsed.GetValue(policy), cancellation).ConfigureAwait(false);
            var matrix = CellMatrix.Of(whole, plugs);
            Require(matrix);
            string folder = OutputFolder.Prepare(parsed.GetValue(output), Clock.System);
            using var interruption = new Interruption();
            await using var builder = new Builder(streams);
            Build good = await builder.OfAsync(parsed.GetValue(from)!, "--base", interruption.Token).ConfigureAwait(false);
            Build judged = await builder.OfAsync(parsed.GetValue(to)!, "--head", interruption.Token).ConfigureAwait(false);
            string file = Path.Combine(folder, "plan.json");
            await AtomicFile.WriteAsync(file, PlanFile.ToJson(whole).ToJsonString(), cancellation).ConfigureAwait(false);
            ICheck[] checks = [.. plugs.All<ICheck>()];
            var arms = new List<BuildArm>();
            try
            {
                foreach ((string name, Build build) in new[] { ("base", good), ("head", judged), ("base again", good) })
                {
                    if (await BuildArm.StartAsync(name, build.Program, file, interruption.Token).ConfigureAwait(false) is { } arm)
                    {
                        arms.Add(arm);
                    }
                }
                return await JudgeAsync(arms, good, judged, rules, over.Rounds ?? rules.GivenRounds, matrix, checks, folder, parsed.GetValue(json), interruption, streams).ConfigureAwait(false);
            }
            catch (LaunchException e)
            {
                streams.Error.WriteLine($"rpcbench: {e.Message}");
                return ExitCode.Target;
            }
            finally
            {
                foreach (BuildArm arm in arms)
                {
                    await arm.DisposeAsync().ConfigureAwait(false);
                }
            }
        });
        return command;
    }

    private static async Task<int> JudgeAsync(
        List<BuildArm> arms, Build good, Build judged, GateRules rules, int? given, CellMatrix matrix, ICheck[] checks, string folder, bool json, Interruption interruption, Streams streams)
    {
        if (interruption.ExitCodeOfSignal is int early)
        {
            return early;
        }
        var run = new InterleavedRun(arms, matrix.Settings.Seed, (offer, cell, round) => Audited(offer, cell, round, checks) != TrustVerdict.Invalid);
        if (run.Cells.Count == 0)
        {
            throw new UsageException("The two builds have no cell of the plan in common: there is nothing to compare.");
        }
        using var progress = new AbProgress(streams, Clock.System, run.Cells.Count * arms.Count);
        (int rounds, string sized) = (given ?? LaunchSizing.Pilot, "");
        progress.Planned(rounds, given is null);
        bool whole = await run.MeasureAsync(rounds, progress.Launching, interruption.Token).ConfigureAwait(false);
        if (whole && given is null)
        {
            (rounds, sized) = Sized(arms, rules);
            progress.Planned(rounds, false);
            whole = await run.MeasureAsync(rounds, progress.Launching, interruption.Token).ConfigureAwait(false);
        }
        progress.Finish();
        RunRecord[] records = [.. arms.Select(a => RunRecordAssembly.Complete(a.Measured with { Partial = whole ? null : true }, checks))];
        foreach ((BuildArm arm, RunRecord record) in arms.Zip(records))
        {
            await RunRecordStore.WriteAsync(record, Path.Combine(folder, arm.Name.Replace(' ', '-'))).ConfigureAwait(false);
        }
        if (!whole)
        {
            streams.Error.WriteLine($"rpcbench: interrupted; what was measured until then is in {folder}, and says nothing of the change");
            return interruption.ExitCodeOfSignal ?? ExitCode.Untrusted;
        }
        var names = new[] { Label(good, "base"), Label(judged, "head"), $"{Label(good, "base")} again" };
        NamedRun[] named = [.. names.Zip(records, (name, record) => new NamedRun(name, record))];
        GateReport report = Gate.Of(named[0], named[1], rules, new GateMeasurement { Rounds = rounds, BaselineAgain = named[2], Remarks = [.. Remarks(sized, run.Repeats)] });
        int code = await GateFiles.WriteAsync(report, folder, json, streams).ConfigureAwait(false);
        streams.Error.WriteLine($"Written: {Path.GetRelativePath(Environment.CurrentDirectory, folder)}");
        return code;
    }

    private static (int Rounds, string Remark) Sized(List<BuildArm> arms, GateRules rules)
    {
        CellPair[] pairs = [.. arms[0].Measured.Cells.Join(arms[2].Measured.Cells, c => c.Id, c => c.Id, (a, b) => new CellPair(a.Id, a, b, IsInterleaved: true))];
        (int launches, double asked) = LaunchSizing.Of(pairs, rules.Terms());
        string number = asked.ToString("0", CultureInfo.InvariantCulture);
        return (launches, asked > launches
            ? $"the spread of the same build asks for {number} launches a side; at most {launches} are made, so changes near the thresholds may stay inconclusive."
            : $"{launches} launches a side: sized by the spread of the same build in the first {LaunchSizing.Pilot}, before the two builds were compared.");
    }

    private static IEnumerable<string> Remarks(string sized, int repeats)
    {
        if (sized.Length > 0)
        {
            yield return sized;
        }
        if (repeats > 0)
        {
            yield return $"{Quantity.Count(repeats)} times the launches of a cell in a round were repeated, of all builds, as one of them could not be trusted.";
        }
    }

    private static TrustVerdict Audited(RunRecord offer, string cell, RoundRecord round, ICheck[] checks) =>
        RunRecordAssembly.Complete(offer.Cells.First(c => c.Id == cell) with { Rounds = [round] }, offer.Environment, checks).Trust.Verdict;

    private static string Label(Build build, string side) => build.Commit is string commit ? $"{side} {build.Name} ({commit[..10]})" : $"{side} {build.Name}";

    private static void Require(CellMatrix matrix)
    {
        string? not = matrix.HasSearch ? "a search for capacity has no launches to pair: give loads of a fixed rate or number of workers"
            : matrix.Settings.Endpoint is not null ? "both sides would drive the same server: leave out --endpoint, and each build starts its own"
            : matrix.Settings.InProcess ? "each build runs in processes of its own: leave out --in-process"
            : null;
        if (not is not null)
        {
            throw new UsageException($"'ab' can't measure this plan: {not}.");
        }
    }
}
