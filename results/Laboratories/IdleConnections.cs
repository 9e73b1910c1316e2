using Bench.Harness.Record;
using Bench.Harness.Time;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Laboratories;

/// <summary>A cell whose connections are idle but for heartbeats, and what they cost.</summary>
/// <param name="Cell">The cell.</param>
internal sealed record IdleConnections(CellRecord Cell)
{
    /// <summary>How many there are.</summary>
    public int Count => Cell.Options.Connections ?? 0;

    /// <summary>Time between heartbeats in ms; null for none.</summary>
    public double? IntervalMs => Cell.Options.HeartbeatMs;

    /// <summary>The same in words.</summary>
    public string Interval => IntervalMs is double ms ? DurationText.Format(TimeSpan.FromMilliseconds(ms)) : "none";

    /// <summary>CPU time of client and server per second, as a part of one core.</summary>
    public Estimate? CpuShare => Cell.Over(r => (r.Client?.CpuNsPerCall + r.Server?.CpuNsPerCall) * r.ThroughputPerSecond / 1e9);

    private Estimate? BytesPerSecond => Cell.Figure("wire.rate");

    private Estimate? Memory => Cell.Over(r => r.Client?.WorkingSetBytes + r.Server?.WorkingSetBytes);

    /// <summary>As many connections without heartbeats; null if there are none, or these have none.</summary>
    public IdleConnections? Without(IEnumerable<IdleConnections> all) => IntervalMs is null ? null : all.FirstOrDefault(i => i.IntervalMs is null && i.Count == Count);

    /// <summary>One connection with the same heartbeats; null if these are it.</summary>
    public IdleConnections? Single(IEnumerable<IdleConnections> all) => Count == 1 ? null : all.FirstOrDefault(i => i.Count == 1 && i.IntervalMs == IntervalMs);

    /// <summary>Bytes per second of one connection's heartbeats.</summary>
    public double? BytesEach(IdleConnections? without) => Each(BytesPerSecond, without?.BytesPerSecond);

    /// <summary>CPU time per second of one connection's heartbeats, ns.</summary>
    public double? CpuNsEach(IdleConnections? without) => Each(CpuShare, without?.CpuShare) * 1e9;

    /// <summary>Memory of one connection: what all hold beyond a process with one.</summary>
    public double? MemoryEach(IdleConnections? single) =>
        Memory is { } all && single?.Memory is { } one && !all.Ties(one) && all.Median > one.Median ? (all.Median - one.Median) / (Count - 1) : null;

    /// <summary>A row of the table.</summary>
    public string[] Fields(IdleConnections? without, IdleConnections? single) =>
    [
        Quantity.Count(Count),
        Interval,
        BytesPerSecond.Text(Unit.Bytes),
        CpuShare.Text(Unit.Share),
        Quantity.Text(BytesEach(without), Unit.Bytes),
        Quantity.Text(CpuNsEach(without), Unit.Nanoseconds),
        Quantity.Text(MemoryEach(single), Unit.Bytes),
    ];

    /// <summary>A connection's part of what all of them cost more; null where no difference is proven.</summary>
    private double? Each(Estimate? with, Estimate? without) =>
        with is { } more && without is { } less && !more.Ties(less) && more.Median > less.Median ? (more.Median - less.Median) / Count : null;
}
