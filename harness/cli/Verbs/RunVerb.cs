using System.CommandLine;
using Bench.Cli.Live;
using Bench.Cli.Terminal;
using Bench.Harness.Catalog;
using Bench.Harness.Load;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Harness.Time;
using Bench.Results;
using Bench.Results.Checks;
using Bench.Results.Gates;
using Bench.Results.Laboratories;
using Bench.Results.Reports;
using Bench.Results.Store;

namespace Bench.Cli.Verbs;

/// <summary><c>run [PLAN]</c>: measures, saves, shows, judges.</summary>
internal static class RunVerb
{
    private static readonly string[] ReportsOfRun = ["md", "html"];

    public static Command Create(PlugCatalog plugs, Streams streams)
    {
        var plan = new Argument<string?>("plan") { Description = "Plan file, or the name of a shipped plan (see 'rpcbench list plans'); default is 'quick'", Arity = ArgumentArity.ZeroOrOne };
        plan.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string text }, ..] && text.StartsWith('-'))
            {
                result.AddError($"There is no option '{text}'.");
            }
        });
        var options = new RunOptions();
        var liveOptions = new LiveOptions();
        Option<string[]> variants = Options.Names("--variants", "Only these variants of the plan");
        var output = new Option<string?>("--out") { Description = "Folder for run.json, report.md and report.html; default rpcbench-results/TIME" };
        var json = new Option<bool>("--json") { Description = "Print the run record on standard output instead of the table" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show the cells and the estimated time, and measure nothing" };
        var command = new Command("run", "Measures a plan. Example: rpcbench run --scenarios order --codecs json,messagepack --load open:2000 --duration 10s") { plan };
        options.AddTo(command);
        command.Add(variants);
        command.Add(output);
        command.Add(json);
        command.Add(dryRun);
        liveOptions.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            RunPlan over = options.Overrides(parsed);
            string? named = parsed.GetValue(plan);
            RunPlan whole = ShippedPlans.Find(named ?? ShippedPlans.Quick).With(over);
            if (parsed.GetValue(variants) is { Length: > 0 } only)
            {
                whole = PlanVariant.Only(whole, only);
            }
            bool quick = (named ?? ShippedPlans.Quick) == ShippedPlans.Quick && over is { Duration: null, Rounds: null, Count: null };
            Threshold[] thresholds = [.. (whole.FailIf ?? []).Select(ThresholdOf)];
            ILaboratory? laboratory = whole.Laboratory is string name ? plugs.Find<ILaboratory>("laboratory", name) : null;
            var matrix = CellMatrix.Of(whole, plugs);
            RequireObjectives(matrix);
            LiveTargets live = liveOptions.Of(parsed);
            if (parsed.GetValue(dryRun))
            {
                WriteDryRun(matrix, streams);
                return ExitCode.Good;
            }
            return await MeasureAsync(matrix, quick, laboratory, thresholds, live, parsed.GetValue(output), parsed.GetValue(json), plugs, streams).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> MeasureAsync(CellMatrix matrix, bool quick, ILaboratory? laboratory, Threshold[] thresholds, LiveTargets live, string? output, bool json, PlugCatalog plugs, Streams streams)
    {
        using var interruption = new Interruption();
        string folder = OutputFolder.Prepare(output, Clock.System);
        ILauncher launcher = matrix.Settings.InProcess ? new InProcessLauncher(plugs) : new ProcessLauncher(plugs, Clock.System);
        ICheck[] checks = [.. plugs.All<ICheck>()];
        EnvironmentInfo environment = EnvironmentProbe.Environment(matrix.Settings);
        var progress = new RunProgress(
            streams, Clock.System, (cell, round) => RunRecordAssembly.Complete(RunCoordinator.RecordOf(cell, [round], []), environment, checks).Trust);
        var coordinator = new RunCoordinator(launcher, Clock.System, new ObjectiveJudge(environment, checks));
        MeasuredRun measured;
        await using (var figures = new LiveFigures(live, streams, Clock.System))
        {
            measured = await coordinator.RunAsync(matrix, quick, figures.Beside(progress), interruption.Token).ConfigureAwait(false);
        }
        progress.Finish();
        RunRecord record = RunRecordAssembly.Complete(measured.Record, checks, laboratory);
        string path = await RunRecordStore.WriteAsync(record, folder).ConfigureAwait(false);
        record = (await RunRecordStore.ReadAsync(path).ConfigureAwait(false)).Record;
        IReadOnlyList<string> reports = await ReportFiles
            .WriteAsync(record, ReportsOfRun.Select(f => plugs.Find<IReport>("format", f)), folder, CancellationToken.None).ConfigureAwait(false);
        if (json)
        {
            streams.Out.WriteLine(RunRecordStore.ToJson(record));
        }
        else
        {
            RunTables.Write(record, streams);
            streams.Out.WriteLine();
            streams.Out.WriteLine($"Written: {string.Join(", ", reports.Prepend(path).Select(p => Path.GetRelativePath(Environment.CurrentDirectory, p)))}");
        }
        return Verdict(record, measured.TargetLost, thresholds, interruption, streams);
    }

    /// <summary>The exit code, with a line on standard error for each reason that it is not 0.</summary>
    private static int Verdict(RunRecord record, bool targetLost, Threshold[] thresholds, Interruption interruption, Streams streams)
    {
        if (interruption.ExitCodeOfSignal is int signal)
        {
            streams.Error.WriteLine("rpcbench: interrupted; what was measured until then is saved and labelled partial");
            return signal;
        }
        if (targetLost)
        {
            string failure = record.Cells.SelectMany(c => c.Rounds).Select(r => r.Failure).LastOrDefault(f => f is not null) ?? "it no longer answered";
            streams.Error.WriteLine($"rpcbench: the target was lost: {failure}");
            return ExitCode.Target;
        }
        CellRecord? silent = record.Cells.FirstOrDefault(c => c.Rounds.All(r => r.Failure is null && r.Counts is { Started: > 0, Ok: 0 }));
        if (silent is not null)
        {
            streams.Error.WriteLine($"rpcbench: {silent.Id} got no right answer to any call: {FirstMessage(silent)}");
            return ExitCode.Target;
        }
        ThresholdResult[] results = [.. Threshold.Evaluate(thresholds, record)];
        ThresholdResult[] crossed = [.. results.Where(r => r.IsCrossed)];
        ThresholdResult[] unknown = [.. results.Where(r => !r.IsMeasured)];
        foreach (ThresholdResult one in crossed)
        {
            streams.Error.WriteLine($"rpcbench: {one.CellId} crossed {one.Expression}: {one.Found}{Mark(record, one)}");
        }
        foreach (ThresholdResult one in unknown)
        {
            streams.Error.WriteLine($"rpcbench: {one.CellId} can't be held against {one.Expression}: {one.Found}");
        }
        foreach (CellRecord one in record.Cells.Where(c => c.Rounds.Count > 0 && c.Rounds.All(r => r.Search?.Outcome == SearchOutcome.NeverMet)))
        {
            streams.Error.WriteLine($"rpcbench: {one.Id}: {SearchText.Of(one)}");
        }
        if (record.Trust.Verdict == TrustVerdict.Invalid)
        {
            Finding worst = record.Trust.Findings[0];
            streams.Error.WriteLine($"rpcbench: the run is invalid: {worst.Figure}. {worst.Remedy}");
            return ExitCode.Untrusted;
        }
        return crossed.Length > 0 ? ExitCode.Crossed : unknown.Length > 0 ? ExitCode.Untrusted : ExitCode.Good;
    }

    private static string Mark(RunRecord record, ThresholdResult result) =>
        record.Cells.Any(c => c.Id == result.CellId && c.Trust.Verdict == TrustVerdict.Invalid) ? " ✗ (the cell is invalid)" : "";

    private static string FirstMessage(CellRecord cell) =>
        cell.Rounds.SelectMany(r => r.ErrorMessages?.Values ?? []).FirstOrDefault()
        ?? (cell.Rounds.Any(r => r.Counts.Timeout > 0) ? "every call ran into its deadline" : "every call was cancelled");

    private static Threshold ThresholdOf(string expression)
    {
        try
        {
            return Threshold.Parse(expression);
        }
        catch (ThresholdException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>What searches are to meet can be read, before anything is measured.</summary>
    private static void RequireObjectives(CellMatrix matrix)
    {
        try
        {
            foreach (CapacityLoad load in matrix.Cells.Select(c => c.Load).OfType<CapacityLoad>())
            {
                _ = Objective.Parse(load.Objective);
            }
        }
        catch (ObjectiveException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static void WriteDryRun(CellMatrix matrix, Streams streams)
    {
        foreach (Cell cell in matrix.Cells)
        {
            streams.Out.WriteLine(cell.Id);
        }
        foreach (AbsentCell absent in matrix.Absent)
        {
            streams.Out.WriteLine($"not measured: {absent.Id}: {absent.Reason}");
        }
        string time = matrix.EstimatedTime is TimeSpan estimate ? $"{(matrix.HasSearch ? "at most " : "")}about {estimate.TotalSeconds:0} s" : $"as long as the calls of each launch take";
        streams.Out.WriteLine($"{matrix.Cells.Count} cells × {matrix.Settings.Rounds} rounds: {time}");
    }
}
