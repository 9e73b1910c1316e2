using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Load;

namespace Bench.Harness.Run;

/// <summary>The floors that a plan asks for beside its transports.</summary>
internal static class PlanFloors
{
    /// <summary>The transports of a plan under a load, and after them the floors of each, over the same carrier; none under a load that no floor drives.</summary>
    public static IEnumerable<TransportName> With(IReadOnlyList<TransportName> transports, LoadModel load, CellSettings settings, PlugCatalog plugs) =>
        load is not ClosedLoad { Think.Ticks: 0 }
            ? transports
            : transports
                .Concat(from t in transports from floor in plugs.All<IFloor>() where floor.Strategy == t.Kind.Name && floor.Runs(t.Carrier) && (!floor.IsForThreads || settings.IoOf(t) == IoMode.Threads) select TransportName.Of(floor, t.Carrier))
                .DistinctBy(t => t.Name);

    /// <summary>Why a floor can't measure a cell; null if it can.</summary>
    public static string? WhyNot(IFloor floor, Cell cell)
    {
        if (cell.Load is not ClosedLoad { Think.Ticks: 0 } closed)
        {
            return $"'{floor.Name}' is driven by closed loads without time to think alone, such as closed:16";
        }
        if (closed.Workers > floor.MaxWorkers)
        {
            return $"'{floor.Name}' takes at most {floor.MaxWorkers} workers";
        }
        string? given = cell.Settings.Providers > 1 ? $"{cell.Settings.Providers} providers"
            : cell.Settings.Directory.Scheme != Cell.StaticDirectory ? $"the directory {cell.Settings.Directory}"
            : cell.Settings.Faults.Count > 0 ? "faults"
            : null;
        return given is null ? null : $"'{floor.Name}' has one server, named beforehand, and nothing that mends a connection: it can't be measured with {given}";
    }

    /// <summary>A plan that asks for floors has cells that there are floors of.</summary>
    /// <exception cref="PlanException">It has none.</exception>
    public static void Require(IReadOnlyList<Cell> cells, PlugCatalog plugs)
    {
        if (cells.Any(c => c.Transport.Kind is IFloor))
        {
            return;
        }
        IReadOnlyList<IFloor> floors = plugs.All<IFloor>();
        string strategies = string.Join(", ", floors.Select(f => f.Strategy).Distinct());
        string carriers = string.Join(", ", plugs.All<ICarrier>().Where(c => floors.Any(f => f.Runs(c))).Select(c => c.Name));
        throw new PlanException(
            $"floor is true, and no cell of the plan has a floor: there are floors of {strategies} over {carriers}, under closed loads without time to think. "
            + "Add such a transport and load, or leave out --floor.");
    }
}
