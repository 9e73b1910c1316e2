using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Load;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>The cells of a plan: those to measure, and those that can't be, with the reason.</summary>
/// <param name="Plan">The plan with every default filled in.</param>
/// <param name="Settings">Its numbers.</param>
/// <param name="Binding">Its binding.</param>
/// <param name="Cells">To measure, in the order of the plan.</param>
/// <param name="Absent">Can't be measured.</param>
public sealed record CellMatrix(RunPlan Plan, RunSettings Settings, IBinding Binding, IReadOnlyList<Cell> Cells, IReadOnlyList<AbsentCell> Absent)
{
    /// <summary>Time a launch takes beyond warm-up and window: two processes start, compile what they need, and stop.</summary>
    public static readonly TimeSpan LaunchOverhead = TimeSpan.FromMilliseconds(1_300);

    /// <summary>How long the run will take, about; null if counts end its windows.</summary>
    public TimeSpan? EstimatedTime => Settings.Count is not null ? null : Settings.Rounds * Cells.Aggregate(
        TimeSpan.Zero,
        (sum, cell) => sum + LaunchOverhead + Settings.Warmup + Settings.WindowOf(cell.Load)!.Value);

    /// <summary>Expands a plan.</summary>
    /// <exception cref="PlanException">The plan can't be run.</exception>
    /// <exception cref="PlugException">It names a plug that there is none of.</exception>
    public static CellMatrix Of(RunPlan plan, PlugCatalog plugs)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(plugs);
        RunPlan whole = PlanDefaults.Plan.With(plan);
        whole = whole with
        {
            Scenarios = whole.Scenarios ?? [plugs.All<IScenario>()[0].Name],
            Transports = whole.Transports ?? [.. plugs.All<Calls.IConnectionStrategy>().Select(s => s.Name)],
            Codecs = whole.Codecs ?? [.. plugs.All<ICodec>().Select(c => c.Name)],
        };
        var settings = RunSettings.Of(whole);
        IScenario[] scenarios = [.. Distinct("scenarios", whole.Scenarios).Select(n => plugs.Find<IScenario>("scenario", n))];
        TransportName[] transports = [.. Distinct("transports", whole.Transports).Select(n => TransportName.Parse(n, plugs)).DistinctBy(t => t.Name)];
        ICodec[] codecs = [.. Distinct("codecs", whole.Codecs).Select(n => plugs.Find<ICodec>("codec", n))];
        IBinding binding = plugs.Find<IBinding>("binding", whole.Binding!);
        LoadModel[] loads = [.. Distinct("loads", whole.Loads!).Select(LoadOf)];
        Dictionary<IScenario, Type[]> messages = scenarios.ToDictionary(s => s, s => s.CreateOperations(settings.Seed).SelectMany(o => o.MessageTypes).Distinct().ToArray());
        Dictionary<IScenario, string?> unbound = scenarios.ToDictionary(s => s, s => BenchServer.WhyNot(s, binding));
        var cells = new List<Cell>();
        var absent = new List<AbsentCell>();
        foreach (Cell cell in from s in scenarios from l in loads from t in transports from c in codecs select new Cell(s, t, c, l))
        {
            if ((unbound[cell.Scenario] ?? WhyNot(cell, settings, messages[cell.Scenario])) is string reason)
            {
                absent.Add(new AbsentCell(cell.Id, reason));
            }
            else
            {
                cells.Add(cell);
            }
        }
        return cells.Count > 0
            ? new CellMatrix(whole, settings, binding, cells, absent)
            : throw new PlanException($"No cell of the plan can be measured. {absent[0].Id}: {absent[0].Reason}.");
    }

    private static IReadOnlyList<string> Distinct(string member, IReadOnlyList<string> names) =>
        names.Count > 0 ? [.. names.Distinct(StringComparer.Ordinal)] : throw new PlanException($"{member} is an empty list: name at least one, or leave it out.");

    private static LoadModel LoadOf(string text)
    {
        try
        {
            return LoadModel.Parse(text);
        }
        catch (LoadSyntaxException e)
        {
            throw new PlanException(e.Message, e);
        }
    }

    private static string? WhyNot(Cell cell, RunSettings settings, Type[] messages)
    {
        string scheme = cell.Transport.Carrier.Scheme;
        if (scheme == "memory" && !settings.InProcess)
        {
            return "the memory carrier lives within one process: add --in-process";
        }
        if (settings.Endpoint is { } endpoint && endpoint.Scheme != scheme)
        {
            return $"the server at {endpoint} can't be reached over the carrier '{cell.Transport.Carrier.Name}'";
        }
        return messages
            .Select(type => cell.Codec.WhyNot(type) is string why ? $"{cell.Codec.Name} can't carry {type.Name}: {why}" : null)
            .FirstOrDefault(why => why is not null);
    }
}
