using System.CommandLine;
using Bench.Cli.Terminal;
using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Results.Micro;
using Bench.Results.Reports;
using Bench.Results.Store;

namespace Bench.Cli.Verbs;

/// <summary><c>report RUN… --format F,…</c>: renders stored records again.</summary>
internal static class ReportVerb
{
    public static Command Create(PlugCatalog plugs, Streams streams)
    {
        string formats = string.Join(", ", plugs.All<IReport>().Select(r => r.Name));
        var runs = new Argument<string[]>("run") { Description = "Run folders, or their run.json", Arity = ArgumentArity.OneOrMore };
        Option<string[]> format = Options.Names("--format", $"What to render: {formats}");
        format.DefaultValueFactory = _ => ["md", "html"];
        var output = new Option<string?>("--out") { Description = "Folder to write to; default is each run's own" };
        var micro = new Option<string?>("--micro") { Description = "Record of 'rpcbench micro' to show beside the cells, with each codec's share of a call's CPU time" };
        var different = new Option<bool>("--allow-different") { Description = "Take benchmarks of another machine or runtime too, and label them" };
        var command = new Command("report", "Renders stored runs again. Example: rpcbench report rpcbench-results/20260101-120000 --format csv") { runs, format, output, micro, different };
        command.SetAction(async (parsed, cancellation) =>
        {
            IReport[] reports = [.. parsed.GetValue(format)!.Select(f => plugs.Find<IReport>("format", f))];
            string[] paths = parsed.GetValue(runs)!;
            StoredRun[] stored = new StoredRun[paths.Length];
            for (int i = 0; i < paths.Length; i++)
            {
                stored[i] = await RunRecordStore.ReadAsync(paths[i], cancellation).ConfigureAwait(false);
            }
            StoredRun? parts = parsed.GetValue(micro) is string from ? await RunRecordStore.ReadAsync(from, cancellation).ConfigureAwait(false) : null;
            RunRecord[] records = [.. stored.Select(s => parts is null ? s.Record : MicroInclusion.Include(s.Record, parts, parsed.GetValue(different)))];
            string[] folders = Folders(stored, parsed.GetValue(output));
            foreach ((RunRecord record, string folder) in records.Zip(folders))
            {
                foreach (string path in await ReportFiles.WriteAsync(record, reports, folder, cancellation).ConfigureAwait(false))
                {
                    streams.Out.WriteLine(path);
                }
            }
            return ExitCode.Good;
        });
        return command;
    }

    /// <summary>Where the reports of each run go: several runs in one folder have one of their own in it, named after theirs.</summary>
    private static string[] Folders(StoredRun[] runs, string? output)
    {
        string[] own = [.. runs.Select(r => Path.GetDirectoryName(Path.GetFullPath(r.Path))!)];
        if (output is null)
        {
            return own;
        }
        if (runs.Length == 1)
        {
            return [output];
        }
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. own.Select(folder => Enumerable.Range(1, runs.Length)
            .Select(i => Path.Combine(output, i == 1 ? Path.GetFileName(folder) : $"{Path.GetFileName(folder)}-{i}")).First(taken.Add))];
    }
}
