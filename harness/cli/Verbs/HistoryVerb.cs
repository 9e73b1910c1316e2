using System.CommandLine;
using System.Text.Json;
using Bench.Cli.Terminal;
using Bench.Harness.Record;
using Bench.Results.History;
using Bench.Results.Quantities;
using Bench.Results.Store;

namespace Bench.Cli.Verbs;

/// <summary><c>history DIR</c>: figures of stored runs over time, with their change points.</summary>
internal static class HistoryVerb
{
    /// <summary>What <c>history --json</c> prints; members may be added, not renamed.</summary>
    private sealed record Report(string Schema, IReadOnlyList<MachineHistory> Machines, IReadOnlyList<SkippedFile> Skipped);

    private const string Schema = "rpcbench.history/1";

    public static Command Create(Streams streams)
    {
        var folder = new Argument<string>("dir") { Description = "Folder of run folders, or of records as *.json" };
        Option<string[]> figure = Options.Names("--figure", "Which figures, such as p99, client.cpu; default is the usual ones");
        var output = new Option<string?>("--out") { Description = $"Folder to write {HtmlHistory.FileName} to" };
        var json = new Option<bool>("--json") { Description = "Print the series as JSON instead of a table" };
        var command = new Command("history", "Shows figures of stored runs over time, with change points. Example: rpcbench history rpcbench-results --figure p99") { folder, figure, output, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            Figure[] figures = [.. (parsed.GetValue(figure) ?? []).Select(FigureOf)];
            HistoryFolder records = await ReadAsync(parsed.GetValue(folder)!, cancellation).ConfigureAwait(false);
            var history = RunHistory.Of(records, figures.Length > 0 ? figures : RunHistory.DefaultFigures);
            string? written = parsed.GetValue(output) is string to ? await WriteAsync(records, history, to, cancellation).ConfigureAwait(false) : null;
            if (parsed.GetValue(json))
            {
                streams.Out.WriteLine(JsonSerializer.Serialize(new Report(Schema, history.Machines, history.Skipped), RunRecordJson.Options));
            }
            else
            {
                HistoryTables.Write(records, history, streams);
                if (written is not null)
                {
                    streams.Out.WriteLine();
                    streams.Out.WriteLine($"Written: {written}");
                }
            }
            return ExitCode.Good;
        });
        return command;
    }

    private static Figure FigureOf(string name) => RunHistory.FindFigure(name)
        ?? throw new UsageException($"There is no figure '{name}'. Figures: {string.Join(", ", FigureCatalog.All.Select(f => f.Name))}; those of the response time also without 'response.'.");

    private static async Task<HistoryFolder> ReadAsync(string folder, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"There is no folder {folder}. Give one that holds run folders, or records as *.json.");
        }
        HistoryFolder records = await HistoryFolder.ReadAsync(folder, cancellation).ConfigureAwait(false);
        return records.Records.Count > 0 ? records : throw new UsageException(records.Skipped.Count == 0
            ? $"There is no record in {folder}: neither *.json nor folders with a run.json."
            : $"No record in {folder} can be read:\n{string.Join('\n', records.Skipped.Select(s => $"  {s.Reason}"))}");
    }

    private static async Task<string> WriteAsync(HistoryFolder records, RunHistory history, string folder, CancellationToken cancellation)
    {
        using var page = new StringWriter();
        HtmlHistory.Write(records, history, page);
        string path = Path.Combine(folder, HtmlHistory.FileName);
        await AtomicFile.WriteAsync(path, page.ToString(), cancellation).ConfigureAwait(false);
        return path;
    }
}
