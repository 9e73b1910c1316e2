using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Laboratories;

/// <summary>
/// The own pipeline against whole stacks and against bare sockets, each ratio with the bar that the project holds itself to. Launches of the same round are
/// compared, as a machine's pace drifts between rounds.
/// </summary>
public sealed class Ratios : ILaboratory
{
    private static readonly Side Call = new("call", "multiplexed", "messagepack");
    private static readonly Side Pooled = new("pooled", "pooled", "bytes");
    private static readonly Side PooledInline = new("pooled inline", "pooled", "bytes");
    private static readonly Side PerCall = new("per-call", "per-call", "bytes");
    private static readonly Side PerCallInline = new("per-call inline", "per-call", "bytes");
    private static readonly Side[] Connect = [new("per-call", "floor-connect", "bytes")];
    private static readonly Side[] Grpc = [new("grpc", "grpc", "protobuf"), new("grpc", "grpc-native", "protobuf")];
    private static readonly Side[] Events = [new("pooled", "floor-events", "bytes")];
    private static readonly Side[] EventsInline = [new("pooled inline", "floor-events", "bytes")];

    private static readonly Comparison[] Comparisons =
    [
        new("multiplexed + messagepack", Call, "gRPC", Grpc, [new("closed:1", 3, 3, 3), new("closed:16", 6.5, 5, 6), new("closed:64", 7.5, 5, 6)]),
        new("multiplexed + messagepack", Call, "StreamJsonRpc", [new("streamjsonrpc", "streamjsonrpc", "messagepack")], [new("closed:1", 2.5), new("closed:16", 4.5), new("closed:64", 4)]),
        new("multiplexed + bytes", new("shared", "multiplexed", "bytes"), "floor-pipelined", [new("shared", "floor-pipelined", "bytes")],
            [new("closed:1", 0.75), new("closed:16", 0.5), new("closed:64", 0.38)]),
        new("multiplexed + bytes", new("shared", "multiplexed", "bytes"), "floor-polling", [new("shared", "floor-polling", "bytes")], [new("closed:1"), new("closed:16"), new("closed:64")]),
        new("multiplexed + bytes, inline", new("shared inline", "multiplexed", "bytes"), "floor-pipelined", [new("shared inline", "floor-pipelined", "bytes")],
            [new("closed:1", 0.8), new("closed:16", 0.65), new("closed:64", 0.5)]),
        new("pooled + bytes", Pooled, "floor-events", Events, [new("closed:16", 0.85)]),
        new("pooled + messagepack", new("pooled call", "pooled", "messagepack"), "floor-events", Events, [new("closed:16", 0.7)]),
        new("pooled + bytes, inline", PooledInline, "floor-events", EventsInline, [new("closed:16", 0.85)]),
        new("pooled + messagepack, inline", new("pooled call inline", "pooled", "messagepack"), "floor-events", EventsInline, [new("closed:16", 0.7)]),
        new("per-call + bytes", PerCall, "floor-connect", Connect, [new("closed:1", 0.9)]),
        new("per-call + bytes", PerCall, "floor-connect-events", [new("per-call", "floor-connect-events", "bytes")], [new("closed:1", 0.9)]),
        new("per-call + bytes, inline", PerCallInline, "floor-connect", Connect, [new("closed:1", 0.9)]),
        new("per-call + bytes, inline", PerCallInline, "floor-connect-events", [new("per-call inline", "floor-connect-events", "bytes")], [new("closed:1", 0.9)]),
    ];

    /// <inheritdoc/>
    public string Name => "ratios";

    /// <inheritdoc/>
    public string Summary => "how fast is the pipeline, against the stacks that a team would take instead and against bare sockets?";

    /// <inheritdoc/>
    public bool ReadsFloors => true;

    /// <inheritdoc/>
    public LaboratoryAnswer Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Row[] rows = [.. from c in Comparisons from b in c.Bars select Measure(run, c, b) into row where row is not null select row];
        var table = new LaboratoryTable(
            "Own calls/s by the other's; the other's p99 response time and CPU per call (client and server) by the own; each with its bar",
            ["transport", "load", "own", "against", "other", "calls/s", "bar", "p99", "bar", "CPU", "bar"],
            [.. rows.Select(r => r.Fields())]);
        return new LaboratoryAnswer([table], rows.Length == 0 ? ["No two of the cells to compare were measured: nothing to answer from."] : [.. Answer(rows), .. LaboratoryFigures.Reservations(run)]);
    }

    private static IEnumerable<string> Answer(Row[] rows)
    {
        int bars = rows.Sum(r => r.Ratios.Count(x => x.AtLeast is not null));
        string[] below = [.. from r in rows from x in r.Ratios where x.IsBelow select $"{r.Comparison.Name} against {r.Comparison.Against} at {r.Bar.Load}: {x.What} {Times(x.Value)} instead of {Times(x.AtLeast)}"];
        yield return below.Length == 0 ? $"All {bars} bars hold." : $"{bars - below.Length} of {bars} bars hold. Below: {string.Join("; ", below)}.";
    }

    private static Row? Measure(RunRecord run, Comparison comparison, Bar bar)
    {
        CellRecord? own = Find(run, comparison.Own, bar.Load);
        CellRecord? other = comparison.Others.Select(o => Find(run, o, bar.Load)).OfType<CellRecord>().MaxBy(c => c.Figure("throughput")?.Median);
        return own is null || other is null
            ? null
            : new Row(comparison, bar, own, other,
            [
                new("calls/s", Paired(own, other, r => r.ThroughputPerSecond), bar.Calls),
                new("p99", bar.Latency is null ? null : Paired(other, own, r => r.Latency?.Response?.P99Ns), bar.Latency),
                new("CPU per call", bar.Cpu is null ? null : Paired(other, own, r => r.Client?.CpuNsPerCall + r.Server?.CpuNsPerCall), bar.Cpu),
            ]);
    }

    private static CellRecord? Find(RunRecord run, Side side, string load) =>
        run.Cells.FirstOrDefault(c => c.IsSound() && c.Variant == side.Variant && c.Transport == side.Transport && c.Codec == side.Codec && c.Load.Text == load);

    /// <summary>Median over rounds of one figure by the other's of the same round; null where no round has both.</summary>
    private static double? Paired(CellRecord above, CellRecord below, Func<RoundRecord, double?> figure)
    {
        IReadOnlyDictionary<int, double> divisors = below.ByRound(figure);
        double[] ratios = [.. above.ByRound(figure).Where(r => divisors.GetValueOrDefault(r.Key) > 0).Select(r => r.Value / divisors[r.Key])];
        return ratios.Length == 0 ? null : MedianInterval.Of(ratios).Median;
    }

    private static string Times(double? ratio) => ratio is { } r ? Quantity.Times(r) : Quantity.Absent;

    /// <summary>A cell by what it is, at any load.</summary>
    private sealed record Side(string Variant, string Transport, string Codec);

    /// <summary>What is reached at least under a load: calls/s as multiples of the other's, its p99 and CPU per call as multiples of the own; null without a bar.</summary>
    private sealed record Bar(string Load, double? Calls = null, double? Latency = null, double? Cpu = null);

    /// <summary>One transport against another, or the faster of several.</summary>
    private sealed record Comparison(string Name, Side Own, string Against, Side[] Others, Bar[] Bars);

    private sealed record Ratio(string What, double? Value, double? AtLeast)
    {
        public bool IsBelow => AtLeast is not null && !(Value >= AtLeast);
    }

    private sealed record Row(Comparison Comparison, Bar Bar, CellRecord Own, CellRecord Other, Ratio[] Ratios)
    {
        public string[] Fields() =>
        [
            Comparison.Name,
            Bar.Load,
            Own.Figure("throughput").Text(Unit.PerSecond),
            Comparison.Others.Length > 1 ? Other.Transport : Comparison.Against,
            Other.Figure("throughput").Text(Unit.PerSecond),
            .. Ratios.SelectMany(r => (string[])[Times(r.Value), Times(r.AtLeast)]),
        ];
    }
}
