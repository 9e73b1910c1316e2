using System.CommandLine;
using Bench.Cli.Terminal;
using Bench.Harness.Record;
using Bench.Results.Comparisons;
using Bench.Results.Gates;
using Bench.Results.Store;
using Spectre.Console;

namespace Bench.Cli.Verbs;

/// <summary><c>compare A B [C…]</c>, <c>compare A --by codec</c>: cells side by side, with intervals and verdicts.</summary>
internal static class CompareVerb
{
    private const string FileName = "compare.md";
    private const double TailThreshold = 0.1;

    public static Command Create(Streams streams)
    {
        string axes = string.Join(", ", ComparisonAxis.All.Select(a => a.Name));
        var runs = new Argument<string[]>("run") { Description = "Run folders, or their run.json; the first is the reference", Arity = ArgumentArity.OneOrMore };
        var by = new Option<string?>("--by") { Description = $"Compare along one axis instead of run against run: {axes}" };
        var different = new Option<bool>("--allow-different") { Description = "Compare although hardware, runtime, payloads or contracts differ; the differences are named" };
        var output = new Option<string?>("--out") { Description = $"Folder for {FileName}; none if not given" };
        var json = new Option<bool>("--json") { Description = "Print every figure as JSON" };
        var command = new Command("compare", "Compares runs, or the cells of a run along one axis. Example: rpcbench compare rpcbench-results/20260101-120000 --by codec") { runs, by, different, output, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            ComparisonAxis? axis = parsed.GetValue(by) is string name
                ? ComparisonAxis.Find(name) ?? throw new UsageException($"--by is '{name}', which is no axis. Axes: {axes}.")
                : null;
            string[] paths = parsed.GetValue(runs)!;
            if (axis is null && paths.Length == 1)
            {
                throw new UsageException($"One run is compared along an axis: add --by with one of {axes}, or give a second run.");
            }
            var named = new NamedRun[paths.Length];
            for (int i = 0; i < paths.Length; i++)
            {
                named[i] = new NamedRun(paths[i], (await RunRecordStore.ReadAsync(paths[i], cancellation).ConfigureAwait(false)).Record);
            }
            CellPairs cells = axis is null ? OfRuns(named) : CellPairs.Along(named, axis);
            Differences.Require(cells, parsed.GetValue(different));
            IReadOnlyList<FigureComparison> figures = Comparison.Of(cells.Pairs, Terms());
            if (parsed.GetValue(output) is string folder)
            {
                await AtomicFile.WriteAsync(Path.Combine(folder, FileName), ToMarkdown(named, cells, figures), cancellation).ConfigureAwait(false);
            }
            if (parsed.GetValue(json))
            {
                streams.Out.WriteLine(ComparisonJson.Of(cells, figures));
            }
            else
            {
                Write(named, cells, figures, streams);
            }
            return named.Any(r => r.Record.Trust.Verdict == TrustVerdict.Invalid) ? ExitCode.Untrusted : ExitCode.Good;
        });
        return command;
    }

    private static CellPairs OfRuns(NamedRun[] runs)
    {
        CellPairs[] all = [.. runs.Skip(1).Select(other => CellPairs.OfRuns(runs[0], other))];
        return all.Length == 1
            ? all[0]
            : new CellPairs(
                [.. all.Zip(runs.Skip(1), (cells, run) => cells.Pairs.Select(p => p with { Name = $"{p.Name} in {run.Name}" })).SelectMany(p => p)],
                [.. all.SelectMany(c => c.Differences).Distinct()],
                [.. all.SelectMany(c => c.Unpaired).Distinct()]);
    }

    // People who compare also ask for the tail; a gate leaves it to budgets.
    private static ComparisonTerms Terms()
    {
        ComparisonTerms gate = GateRules.Default.Terms();
        return gate with { Rounds = null, ThresholdOf = (cell, figure) => figure.Name == "response.p99" ? TailThreshold : gate.ThresholdOf(cell, figure) };
    }

    private static void Write(NamedRun[] runs, CellPairs cells, IReadOnlyList<FigureComparison> figures, Streams streams)
    {
        IAnsiConsole console = StreamConsole.Of(streams);
        foreach (string line in ComparisonSummary.Head(runs))
        {
            WrappedText.Write(console, streams.OutWidth, line);
        }
        ComparisonTables.Write(figures, streams);
        console.WriteLine();
        WrappedText.WriteItems(console, streams.OutWidth, ComparisonSummary.Remarks(cells, figures));
    }

    private static string ToMarkdown(NamedRun[] runs, CellPairs cells, IReadOnlyList<FigureComparison> figures)
    {
        using var text = new StringWriter();
        ComparisonSummary.WriteMarkdown(runs, cells, figures, text);
        return text.ToString();
    }
}
