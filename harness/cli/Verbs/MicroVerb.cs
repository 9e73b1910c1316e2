using System.CommandLine;
using System.Text.Json.Nodes;
using Bench.Cli.Terminal;
using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Harness.Time;
using Bench.Micro.Codecs;
using Bench.Micro.Runs;
using Bench.Results;
using Bench.Results.Checks;
using Bench.Results.Reports;
using Bench.Results.Store;

namespace Bench.Cli.Verbs;

/// <summary><c>micro [filter…] [options of BenchmarkDotNet]</c>: what codecs, frames, bindings and the load engine cost by themselves.</summary>
internal static class MicroVerb
{
    private const string Artifacts = "benchmarkdotnet";
    private static readonly string[] Reports = ["md", "html"];

    public static Command Create(PlugCatalog plugs, Streams streams)
    {
        var arguments = new Argument<string[]>("filter and BenchmarkDotNet's options")
        {
            Description = "Parts of names, or patterns with *; then options of BenchmarkDotNet, such as --job short, --list flat, --inProcess",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string?>("--out") { Description = "Folder for run.json, report.md, report.html and what BenchmarkDotNet writes; default rpcbench-results/TIME" };
        var json = new Option<bool>("--json") { Description = "Print the record on standard output instead of tables" };
        var command = new Command("micro", "Measures single parts with BenchmarkDotNet: codecs by message, frames, bindings, the load engine. Example: rpcbench micro messagepack/order --job short")
        {
            arguments, output, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            string[] asked = parsed.GetValue(arguments) ?? [];
            MicroOptions options = MicroOptions.Parse(asked, streams.Error) ?? throw new UsageException("BenchmarkDotNet does not understand these options; see above.");
            if (options.ListsOnly)
            {
                foreach (string name in Chosen(plugs, options, Path.GetTempPath(), streams, asked).Names)
                {
                    streams.Out.WriteLine(name);
                }
                return ExitCode.Good;
            }
            using var interruption = new Interruption();
            string folder = OutputFolder.Prepare(parsed.GetValue(output), Clock.System);
            MicroSelection selection = Chosen(plugs, options, Path.Combine(folder, Artifacts), streams, asked);
            try
            {
                // It blocks a thread until all is done; one of the pool doesn't keep the process alive when it is interrupted.
                DateTimeOffset startedAt = Clock.System.UtcNow;
                IReadOnlyList<MicroResult> results = await Task.Run(() => MicroRunner.RunAsync(selection), CancellationToken.None).WaitAsync(interruption.Token).ConfigureAwait(false);
                return await ShowAsync(RecordOf(results, selection, asked, startedAt, plugs), folder, parsed.GetValue(json), plugs, streams).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (interruption.ExitCodeOfSignal is not null)
            {
                streams.Error.WriteLine("rpcbench: interrupted; no record is written");
                return interruption.ExitCodeOfSignal.Value;
            }
        });
        return command;
    }

    private static MicroSelection Chosen(PlugCatalog plugs, MicroOptions options, string artifacts, Streams streams, string[] asked)
    {
        var selection = MicroSelection.Of(plugs, options, artifacts, streams.Error);
        return selection.Names.Count > 0
            ? selection
            : throw new UsageException(string.Join(
                Environment.NewLine,
                [$"There is nothing to run for '{string.Join(' ', asked)}'. Names are shown by --list flat; suites:", .. MicroSelection.Suites, .. selection.Absent.Select(a => $"{a.Id}: {a.Reason}")]));
    }

    private static RunRecord RecordOf(IReadOnlyList<MicroResult> results, MicroSelection selection, string[] asked, DateTimeOffset startedAt, PlugCatalog plugs)
    {
        bool apart = results.Any(r => r.InProcess is null);
        var plan = new JsonObject { ["micro"] = new JsonArray([.. asked.Select(a => (JsonNode)a)]) };
        EnvironmentInfo environment = EnvironmentProbe.Environment(new RunSettings(1, CodecCase.Seed, null, InProcess: false));
        return RunRecordAssembly.Complete(
            new RunRecord
            {
                Tool = BuildProbe.Tool(),
                StartedAt = startedAt,
                Seed = CodecCase.Seed,
                Plan = plan,
                Environment = apart ? environment : environment with { ProcessSettings = null },
                Trust = Trust.NotAudited,
                Cells = [],
                Absent = selection.Absent.Count == 0 ? null : selection.Absent,
                Micro = results,
            },
            [.. plugs.All<ICheck>()]);
    }

    private static async Task<int> ShowAsync(RunRecord record, string folder, bool json, PlugCatalog plugs, Streams streams)
    {
        string path = await RunRecordStore.WriteAsync(record, folder).ConfigureAwait(false);
        IReadOnlyList<string> written = await ReportFiles
            .WriteAsync(record, Reports.Select(f => plugs.Find<IReport>("format", f)), folder, CancellationToken.None).ConfigureAwait(false);
        if (json)
        {
            streams.Out.WriteLine(RunRecordStore.ToJson(record));
        }
        else
        {
            RunTables.Write(record, streams);
            streams.Out.WriteLine();
            streams.Out.WriteLine($"Written: {string.Join(", ", written.Prepend(path).Select(p => Path.GetRelativePath(Environment.CurrentDirectory, p)))}");
        }
        MicroResult[] failed = [.. record.Micro!.Where(m => m.Failure is not null)];
        foreach (MicroResult one in failed)
        {
            streams.Error.WriteLine($"rpcbench: {one.Suite}.{one.Benchmark} failed: {one.Failure}");
        }
        return failed.Length > 0 ? ExitCode.Untrusted : ExitCode.Good;
    }
}
