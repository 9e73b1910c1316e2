using System.Globalization;
using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Reports;

/// <summary>
/// Go's benchmark format: a line per finished launch, so that <c>benchstat</c> computes intervals and compares by itself, with
/// <c>-col /codec</c> or <c>-col /transport</c> within one file too. Lines that begin with <c>#</c> are none of the format's and skipped
/// by its readers: the trust verdict, and the cells left out.
/// </summary>
public sealed class BenchstatReport : IReport
{
    private static readonly (string Figure, string Unit)[] Units =
    [
        ("throughput", "ops/s"),
        ("response.p50", "p50-latency-ns"),
        ("response.p99", "p99-latency-ns"),
        ("response.p999", "p99.9-latency-ns"),
        ("client.cpu", "client-cpu-ns/op"),
        ("server.cpu", "server-cpu-ns/op"),
        ("client.alloc", "client-B/op"),
        ("server.alloc", "server-B/op"),
        ("wire.out", "wire-out-B/op"),
        ("wire.in", "wire-in-B/op"),
    ];

    /// <inheritdoc/>
    public string Name => "benchstat";

    /// <inheritdoc/>
    public string Summary => "Go benchmark lines, one per launch, for benchstat";

    /// <inheritdoc/>
    public string FileName => "report.benchstat.txt";

    /// <inheritdoc/>
    public void Write(RunRecord run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write($"# {PlainText.OneLine(TrustText.Line(run))}\npkg: rpcbench\ncpu: {PlainText.OneLine(run.Environment.Cpu)}\n");
        foreach ((string figure, string unit) in Units)
        {
            writer.Write($"Unit {unit} better={(FigureCatalog.Get(figure).Better == Better.Higher ? "higher" : "lower")}\n");
        }

        foreach ((CellRecord cell, string why) in WrittenCells.LeftOut(run))
        {
            writer.Write($"# left out: {PlainText.OneLine(cell.Id)}: {why}\n");
        }

        HashSet<string> taken = [];
        foreach (CellRecord cell in WrittenCells.Of(run))
        {
            string name = NameOf(cell, taken);
            foreach (RoundRecord round in Statistics.Summary.Finished(cell.Rounds))
            {
                IEnumerable<string> values = Units.Select(u => FigureCatalog.Get(u.Figure).Of(round) is { } value ? $" {Number(value)} {u.Unit}" : "");
                writer.Write($"{name}-{Number(run.Environment.Cores)} {Number(Math.Max(1, round.Counts.Started))}{string.Concat(values)}\n");
            }
        }
    }

    private static string NameOf(CellRecord cell, HashSet<string> taken)
    {
        string[] parts =
        [
            $"scenario={Word(cell.Scenario)}", $"transport={Word(cell.Transport)}", $"codec={Word(cell.Codec)}",
            .. cell.Variant is { } variant ? [$"variant={Word(variant)}"] : Array.Empty<string>(), $"load={Word(cell.Load.Text)}",
        ];
        string name = $"BenchmarkRpc/{string.Join('/', parts)}";
        string unused = name;
        for (int i = 2; !taken.Add(unused); i++)
        {
            unused = $"{name}/cell={Number(i)}";
        }

        return unused;
    }

    // A name is one word, and a slash begins its next part.
    private static string Word(string text) =>
        string.Concat(PlainText.OneLine(text).Select(c => char.IsAsciiLetterOrDigit(c) || ".:_+-=@,<>%".Contains(c, StringComparison.Ordinal) ? c : '_'));

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
