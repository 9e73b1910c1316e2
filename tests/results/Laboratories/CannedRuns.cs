using System.Text.Json.Nodes;
using Bench.Harness.Record;
using Bench.Results;
using Bench.Results.Laboratories;

namespace Bench.Tests.Results.Laboratories;

/// <summary>Records with the figures that a test chooses, and what a laboratory makes of them as text.</summary>
internal static class CannedRuns
{
    /// <summary>A cell of a variant with the rounds given.</summary>
    public static CellRecord Cell(string variant, CellOptions options, params RoundRecord[] rounds) =>
        SampleRun.Cell("echo", "pooled", "messagepack", rounds, "open:1000") with
        {
            Id = $"echo/pooled/messagepack/open:1000/{variant}",
            Variant = variant,
            Options = options,
        };

    /// <summary>Three rounds that differ a little, or three times as much as they may if they are to tell cells apart.</summary>
    public static RoundRecord[] Rounds(Func<double, RoundRecord> of, double spread = 0.02) =>
        [.. Enumerable.Range(1, 3).Select(round => of(1 + (spread * (round - 2))) with { Round = round })];

    /// <summary>A round in which everything went well, with these percentiles in ms.</summary>
    public static RoundRecord Round(double p50Ms = 0.1, double p99Ms = 1, double p999Ms = 2, int calls = 4_000) => SampleRun.Round(calls: calls) with
    {
        Latency = new LatencyFigures<double> { Response = new Percentiles<double> { P50Ns = p50Ms * 1e6, P99Ns = p99Ms * 1e6, P999Ns = p999Ms * 1e6 } },
        OmissionPossible = false,
    };

    /// <summary>The round with so many of its calls failed.</summary>
    public static RoundRecord Failing(this RoundRecord round, long failed, string kind = "remote") => round with
    {
        Counts = round.Counts with { Ok = round.Counts.Started - failed, Error = failed },
        Errors = failed == 0 ? round.Errors : new Dictionary<string, long> { [kind] = failed },
        GoodputPerSecond = round.GoodputPerSecond * (round.Counts.Started - failed) / round.Counts.Started,
        ServerHandled = null,
    };

    /// <summary>What a laboratory says of cells, as text: tables with bars, then the answer.</summary>
    public static string Text(ILaboratory laboratory, params CellRecord[] cells)
    {
        RunRecord run = RunRecordAssembly.Complete(SampleRun.Complete(cells) with { Plan = new JsonObject { ["laboratory"] = laboratory.Name } }, SampleRun.Checks, laboratory);
        LaboratoryRecord said = run.Laboratory!;
        Assert.Equal((laboratory.Name, laboratory.Summary), (said.Name, said.Question));
        Assert.All(said.Tables, t => Assert.All(t.Rows, r => Assert.Equal(t.Columns.Count, r.Count)));
        IEnumerable<string> lines = said.Tables.SelectMany(t => (string[])
            [t.Title, string.Join(" | ", t.Columns), .. t.Rows.Select(r => string.Join(" | ", r)), ""]);
        return string.Concat(lines.Concat(said.Answer.Select(s => $"- {s}")).Select(l => $"{l}\n"));
    }
}
