using System.CommandLine;
using Bench.Cli.Terminal;
using Bench.Harness.Catalog;
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
        var command = new Command("report", "Renders stored runs again. Example: rpcbench report rpcbench-results/20260101-120000 --format csv") { runs, format, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            IReport[] reports = [.. parsed.GetValue(format)!.Select(f => plugs.Find<IReport>("format", f))];
            string[] paths = parsed.GetValue(runs)!;
            StoredRun[] stored = new StoredRun[paths.Length];
            for (int i = 0; i < paths.Length; i++)
            {
                stored[i] = await RunRecordStore.ReadAsync(paths[i], cancellation).ConfigureAwait(false);
            }
            foreach (StoredRun run in stored)
            {
                string folder = parsed.GetValue(output) ?? Path.GetDirectoryName(Path.GetFullPath(run.Path))!;
                if (stored.Length > 1 && parsed.GetValue(output) is not null)
                {
                    folder = Path.Combine(folder, Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(run.Path))!));
                }
                foreach (string path in await ReportFiles.WriteAsync(run.Record, reports, folder, cancellation).ConfigureAwait(false))
                {
                    streams.Out.WriteLine(path);
                }
            }
            return ExitCode.Good;
        });
        return command;
    }
}
