using System.CommandLine;
using Bench.Cli.Builds;
using Bench.Cli.Terminal;
using Bench.Harness.Catalog;
using Bench.Harness.Run;
using Bench.Harness.Time;
using Bench.Results.Checks;
using Bench.Results.Gates;
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
            if (parsed.GetValue(plan) is null && over.Pin is null && !PinnedCores.IsPossible)
            {
                whole = whole with { Pin = false };
                streams.Error.WriteLine("servers and load worker can't be kept on cores of their own here: launches will vary more");
            }
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
            var arms = new List<BuildArm>();
            try
            {
                await StartAsync(arms, good, judged, file, interruption.Token).ConfigureAwait(false);
                if (interruption.ExitCodeOfSignal is int early)
                {
                    return early;
                }
                string[] names = [Label(good, "base"), Label(judged, "head"), $"{Label(good, "base")} again"];
                var gate = new BuildGate(arms, names, rules, [.. plugs.All<ICheck>()]) { Rounds = over.Rounds ?? rules.GivenRounds, Seed = matrix.Settings.Seed, Folder = folder };
                using var progress = new AbProgress(streams, Clock.System);
                if (await gate.JudgeAsync(progress, interruption.Token).ConfigureAwait(false) is not { } report)
                {
                    streams.Error.WriteLine($"rpcbench: interrupted; what was measured until then is in {folder}, and says nothing of the change");
                    return interruption.ExitCodeOfSignal ?? ExitCode.Untrusted;
                }
                int code = await GateFiles.WriteAsync(report, folder, parsed.GetValue(json), streams).ConfigureAwait(false);
                streams.Error.WriteLine($"Written: {Path.GetRelativePath(Environment.CurrentDirectory, folder)}");
                return code;
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

    private static async Task StartAsync(List<BuildArm> arms, Build good, Build judged, string plan, CancellationToken stop)
    {
        foreach ((string name, Build build) in new[] { ("base", good), ("head", judged), ("base again", good) })
        {
            try
            {
                if (await BuildArm.StartAsync(name, build.Program, plan, stop).ConfigureAwait(false) is { } arm)
                {
                    arms.Add(arm);
                }
            }
            catch (LaunchException e)
            {
                throw new UsageException($"{e.Message}. Give builds that know 'ab' themselves, and a plan that both can run.");
            }
        }
    }

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
