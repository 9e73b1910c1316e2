using System.CommandLine;
using System.Text.Json;
using Bench.Cli.Terminal;
using Bench.Harness.Catalog;
using Bench.Harness.Examinations;
using Bench.Harness.Measure;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Harness.Time;

namespace Bench.Cli.Verbs;

/// <summary><c>doctor [PLAN]</c>: is this machine fit to measure, with the remedy for each finding.</summary>
internal static class DoctorVerb
{
    /// <summary>What <c>doctor --json</c> prints; members may be added, not renamed.</summary>
    private sealed record Report(string Schema, Fitness Fitness, string Plan, int Processes, IReadOnlyList<ExaminationReport> Examinations);

    private const string Schema = "rpcbench.doctor/1";

    public static Command Create(PlugCatalog plugs, Streams streams)
    {
        var plan = new Argument<string?>("plan") { Description = "Plan to be measured: a file, or the name of a shipped one; default is 'quick'", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON instead of a table" };
        var command = new Command("doctor", "Examines in about ten seconds whether this machine is fit to measure. Example: rpcbench doctor open-loop") { plan, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            string name = parsed.GetValue(plan) ?? ShippedPlans.Quick;
            var needs = MachineNeeds.Of(CellMatrix.Of(ShippedPlans.Find(name), plugs));
            var machine = new Machine(Clock.System, new MachineFiles());
            IReadOnlyList<ExaminationReport> reports = await Examiner.ExamineAsync(plugs.All<IExamination>(), machine, needs, cancellation).ConfigureAwait(false);
            bool unfit = reports.Any(r => r.Fitness == Fitness.Unfit);
            if (parsed.GetValue(json))
            {
                var report = new Report(Schema, reports.Max(r => r.Fitness), name, needs.Processes, reports);
                streams.Out.WriteLine(JsonSerializer.Serialize(report, RunRecordJson.Options));
            }
            else
            {
                ExaminationTable.Write(reports, name, streams);
            }
            return unfit ? ExitCode.Untrusted : ExitCode.Good;
        });
        return command;
    }
}
