using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Links;
using Bench.Harness.Load;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>The cells of a plan: those to measure, and those that can't be, with the reason.</summary>
/// <param name="Plan">The plan with every default filled in.</param>
/// <param name="Settings">What it says of the run as a whole.</param>
/// <param name="Cells">To measure, in the order of the plan.</param>
/// <param name="Absent">Can't be measured.</param>
public sealed record CellMatrix(RunPlan Plan, RunSettings Settings, IReadOnlyList<Cell> Cells, IReadOnlyList<AbsentCell> Absent)
{
    /// <summary>Time a launch takes beyond warm-up and window: two processes start, compile what they need, and stop.</summary>
    public static readonly TimeSpan LaunchOverhead = TimeSpan.FromMilliseconds(1_300);

    /// <summary>How long the run will take, about, at most where a rate is searched for; null if counts end its windows.</summary>
    public TimeSpan? EstimatedTime => Cells.Any(c => c.Settings.Count is not null) ? null : Settings.Rounds * Cells.Aggregate(
        TimeSpan.Zero,
        (sum, cell) => sum + (cell.Load is CapacityLoad
            ? (CapacitySearch.MaxProbes * (LaunchOverhead + cell.Settings.ExpectedWarmup)) + (CapacitySearch.MaxWindows * cell.Settings.Duration!.Value)
            : LaunchOverhead + cell.Settings.ExpectedWarmup + cell.Settings.WindowOf(cell.Load)!.Value));

    /// <summary>Whether a rate is searched for, so that the estimate is one of the most that it can take.</summary>
    public bool HasSearch => Cells.Any(c => c.Load is CapacityLoad);

    /// <summary>Expands a plan.</summary>
    /// <exception cref="PlanException">The plan can't be run.</exception>
    /// <exception cref="PlugException">It names a plug that there is none of.</exception>
    public static CellMatrix Of(RunPlan plan, PlugCatalog plugs)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(plugs);
        RunPlan whole = PlanDefaults.Plan.With(plan);
        var settings = RunSettings.Of(whole);
        var messages = new MessagesOfScenarios(settings.Seed);
        var cells = new List<Cell>();
        var absent = new List<AbsentCell>();
        Cell[] all = [.. CellsOf(whole, plugs)];
        if (whole.Floor == true)
        {
            PlanFloors.Require(all, plugs);
        }
        foreach (Cell cell in all)
        {
            if (WhyNot(cell, settings, messages.Of(cell.Scenario)) is string reason)
            {
                absent.Add(new AbsentCell(cell.Id, reason));
            }
            else
            {
                cells.Add(cell);
            }
        }
        return cells.Count > 0
            ? new CellMatrix(whole, settings, cells, absent)
            : throw new PlanException($"No cell of the plan can be measured. {absent[0].Id}: {absent[0].Reason}.");
    }

    private static IEnumerable<Cell> CellsOf(RunPlan plan, PlugCatalog plugs) =>
        plan.Variants is { Count: > 0 } variants
            ? variants.SelectMany(v => Expand(plan.With(PlanVariant.Checked(v.Key, v.Value)), v.Key, plugs))
            : Expand(plan, null, plugs);

    private static IEnumerable<Cell> Expand(RunPlan plan, string? variant, PlugCatalog plugs)
    {
        var settings = CellSettings.Of(plan);
        IBinding binding = plugs.Find<IBinding>("binding", plan.Binding!);
        LinkProfile link = LinkOf(plan.Link!, plugs);
        _ = plugs.Find<IBalancing>("balancing", settings.Balancing);
        _ = plugs.Find<IDirectoryKind>("directory", settings.Directory.Scheme);
        IScenario[] scenarios = [.. Distinct("scenarios", plan.Scenarios!).Select(n => plugs.Find<IScenario>("scenario", n))];
        TransportName[] transports = [.. Distinct("transports", plan.Transports!).Select(n => TransportName.Parse(n, plugs)).DistinctBy(t => t.Name)];
        ICodec[] codecs = [.. Distinct("codecs", plan.Codecs!).Select(n => plugs.Find<ICodec>("codec", n))];
        LoadModel[] loads = [.. Distinct("loads", plan.Loads!).SelectMany(LoadsOf).DistinctBy(l => l.Text)];
        if (settings.Count is long count && loads.OfType<CapacityLoad>().FirstOrDefault() is { } searched)
        {
            throw new PlanException($"count is {count}, and the load {searched} is searched for over windows of a given length: leave out --count, or give --duration instead.");
        }
        return
            from s in scenarios
            from l in loads
            from t in plan.Floor == true ? PlanFloors.With(transports, l, settings, plugs) : transports
            from c in codecs
            select new Cell(s, t, c, l, binding, link, settings, variant);
    }

    private static IReadOnlyList<string> Distinct(string member, IReadOnlyList<string> names) =>
        names.Count > 0 ? [.. names.Distinct(StringComparer.Ordinal)] : throw new PlanException($"{member} is an empty list: name at least one, or leave it out.");

    private static LinkProfile LinkOf(string text, PlugCatalog plugs)
    {
        try
        {
            return LinkProfile.Parse(text, plugs);
        }
        catch (LinkSyntaxException e)
        {
            throw new PlanException(e.Message, e);
        }
    }

    private static IReadOnlyList<LoadModel> LoadsOf(string text)
    {
        try
        {
            return LoadSweep.Expand(text);
        }
        catch (LoadSyntaxException e)
        {
            throw new PlanException(e.Message, e);
        }
    }

    private static string? WhyNot(Cell cell, RunSettings settings, Type[] messages)
    {
        ICarrier carrier = cell.Transport.Carrier;
        if (cell.Transport.Kind is IFloor floor && PlanFloors.WhyNot(floor, cell) is string beyond)
        {
            return beyond;
        }
        if (carrier.Scheme == "memory" && !settings.InProcess)
        {
            return "the memory carrier lives within one process: add --in-process";
        }
        if (cell.Settings.Ports is int count && (PortRange.OfMachine() is not { } ports || carrier.WithPorts(ports.Highest(count)) is null))
        {
            return $"the carrier '{carrier.Name}' can't be confined to {count} ports here: leave out --ports, or use tcp on Linux 6.3 or later";
        }
        if (cell.Io == IoMode.Threads && cell.Transport.Kind is not IFloor && (cell.Transport.Kind is IServedTransport || carrier.WithIo(IoMode.Threads) is null))
        {
            return $"'{cell.Transport.Name}' has no threads of its own for connections here: use --io auto, pool or inline (threads are for tcp and unix on Linux)";
        }
        if (WhyNotOwned(cell, settings) is string reason)
        {
            return reason;
        }
        if (cell.Transport.Kind is IServedTransport && settings.Endpoint is not null)
        {
            return $"the transport '{cell.Transport.Name}' is measured with servers that the run starts itself: leave out --endpoint";
        }
        if (settings.Endpoint is { } endpoint && endpoint.Scheme != carrier.Scheme)
        {
            return $"the server at {endpoint} can't be reached over the carrier '{carrier.Name}'";
        }
        if (settings.Endpoint is { } server && (server.Pin is not null) != carrier.IsPinned)
        {
            return carrier.IsPinned
                ? $"the endpoint {server} lacks the pin of a server for '{carrier.Name}': give it as 'serve' printed it, {server}#sha256-…"
                : $"the endpoint {server} is that of a TLS server, which the carrier '{carrier.Name}' can't speak to";
        }
        return BenchServer.WhyNot(cell.Scenario, cell.Binding) ?? MethodWithout(cell) ?? cell.Transport.Kind.WhyNot(cell.Scenario, cell.Codec) ?? messages
            .Select(type => cell.Codec.WhyNot(type) is string why ? $"{cell.Codec.Name} can't carry {type.Name}: {why}" : null)
            .FirstOrDefault(why => why is not null);
    }

    private static string? MethodWithout(Cell cell)
    {
        string[] methods = [.. ServiceContract.Of(cell.Scenario.ContractType).Methods.Select(m => m.Name)];
        return cell.Settings.Weights?.Keys.FirstOrDefault(m => !methods.Contains(m)) is string unknown
            ? $"the weights name {unknown}, and {cell.Scenario.Name} has {string.Join(", ", methods)}"
            : null;
    }

    /// <summary>Why a cell needs servers that the run starts itself, in processes of their own, where it has none; null if all is well.</summary>
    private static string? WhyNotOwned(Cell cell, RunSettings settings)
    {
        string? needs = cell.Settings.Providers > 1 ? $"{cell.Settings.Providers} providers"
            : cell.Settings.Directory.Scheme != Cell.StaticDirectory ? $"the directory {cell.Settings.Directory}"
            : cell.Settings.Faults.Count > 0 ? "faults"
            : cell.IsRelayed ? $"the link {cell.Link}"
            : null;
        return needs is null ? null
            : settings.InProcess ? $"{needs} can't be had in one process: leave out --in-process"
            : settings.Endpoint is not null ? $"{needs} can't be had with the server at {settings.Endpoint}: leave out --endpoint, and the run starts its own"
            : null;
    }

    /// <summary>The types that scenarios send, found out once each.</summary>
    private sealed class MessagesOfScenarios(ulong seed)
    {
        private readonly Dictionary<IScenario, Type[]> _known = [];

        public Type[] Of(IScenario scenario)
        {
            if (!_known.TryGetValue(scenario, out Type[]? types))
            {
                _known[scenario] = types = [.. scenario.CreateOperations(seed).SelectMany(o => o.MessageTypes).Distinct()];
            }
            return types;
        }
    }
}
