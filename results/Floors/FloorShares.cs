using Bench.Harness.Record;
using Bench.Results.Comparisons;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Floors;

/// <summary>How cells stand to bare sockets with messages of their size, under their load, over their carrier, in the same run.</summary>
public static class FloorShares
{
    private static readonly Figure Throughput = FigureCatalog.Get("throughput");

    /// <summary>Whether a cell is a floor: a measure for others, and no candidate.</summary>
    public static bool IsFloor(this CellRecord cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.FloorOf is not null;
    }

    /// <summary>A record with its candidates alone.</summary>
    public static RunRecord WithoutFloors(this RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Cells.Any(IsFloor) ? run with { Cells = [.. run.Cells.Where(c => !c.IsFloor())] } : run;
    }

    /// <summary>Share of the floor for tables: of a floor the word, without one the sign for absent.</summary>
    public static string Text(CellRecord cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.IsFloor() ? "floor" : Quantity.Text(cell.FloorShare?.Throughput.Median, Unit.Share);
    }

    /// <summary>
    /// The cells, each with its share. It is that of the throughput, launch against launch of the same round, as a machine's pace drifts between rounds; of several
    /// floors the one that carries most counts. Invalid cells have no share, and are nobody's floor.
    /// </summary>
    public static IReadOnlyList<CellRecord> Add(IReadOnlyList<CellRecord> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ILookup<Terms, CellRecord> floors = cells.Where(c => c.IsFloor() && IsSound(c)).ToLookup(c => Terms.Of(c, c.FloorOf!));
        return [.. cells.Select(c => c with { FloorShare = c.IsFloor() || !IsSound(c) ? null : Of(c, floors[Terms.Of(c, Parts(c.Transport).Kind)]) })];
    }

    private static FloorShare? Of(CellRecord cell, IEnumerable<CellRecord> floors)
    {
        if (floors.MaxBy(f => Throughput.Of(f.Summary)?.Median) is not { } floor)
        {
            return null;
        }

        IReadOnlyDictionary<int, double> whole = Launches.Of(floor, Throughput).ByRound;
        double[] shares = [.. Launches.Of(cell, Throughput).ByRound.Where(r => whole.GetValueOrDefault(r.Key) > 0).OrderBy(r => r.Key).Select(r => r.Value / whole[r.Key])];
        return shares.Length == 0 ? null : new FloorShare(floor.Id, MedianInterval.Of(shares));
    }

    private static bool IsSound(CellRecord cell) => cell.Trust.Verdict != TrustVerdict.Invalid && cell.Summary is not null;

    private static (string Kind, string Carrier) Parts(string transport) => transport.Split('+', 2) is [var kind, var carrier] ? (kind, carrier) : (transport, "");

    /// <summary>What a cell and its floor have in common.</summary>
    private sealed record Terms(string Strategy, string Carrier, string Scenario, string Codec, string Load, string? Variant, string Link)
    {
        public static Terms Of(CellRecord cell, string strategy) => new(strategy, Parts(cell.Transport).Carrier, cell.Scenario, cell.Codec, cell.Load.Text, cell.Variant, cell.Link);
    }
}
