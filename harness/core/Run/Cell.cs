using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Links;
using Bench.Harness.Load;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>One scenario × transport × codec × load of a plan, or of one of its variants.</summary>
/// <param name="Scenario">What is called.</param>
/// <param name="Transport">How connections are shared, and what carries the bytes.</param>
/// <param name="Codec">How messages are encoded.</param>
/// <param name="Load">When calls are made.</param>
/// <param name="Binding">How typed clients and handlers are made.</param>
/// <param name="Link">The network between client and server.</param>
/// <param name="Settings">Everything else.</param>
/// <param name="Variant">Name of the variant; null for the plan itself.</param>
public sealed record Cell(IScenario Scenario, TransportName Transport, ICodec Codec, LoadModel Load, IBinding Binding, LinkProfile Link, CellSettings Settings, string? Variant = null)
{
    /// <summary>The directory whose providers are named beforehand.</summary>
    public const string StaticDirectory = "static";

    /// <summary>Whether a relay stands between client and server: for a link that adds something, and for faults of the link.</summary>
    public bool IsRelayed => !Link.IsLoopback || Settings.Faults.Any(f => f.Kind == FaultKind.Link);

    /// <summary>Unique in a plan.</summary>
    public string Id => $"{Scenario.Name}/{Transport.Name}/{Codec.Name}/{Load.Text}{(Variant is null ? "" : $"/{Variant}")}";

    /// <summary>Who waits for the bytes of its connections.</summary>
    public IoMode Io => Settings.IoOf(Transport);

    /// <summary>The load as the record describes it.</summary>
    public LoadInfo DescribeLoad() =>
        Load switch
        {
            ClosedLoad closed => new LoadInfo { Model = "closed", Text = Load.Text, Workers = closed.Workers, ThinkMs = closed.Think > TimeSpan.Zero ? closed.Think.TotalMilliseconds : null },
            OpenLoad open => new LoadInfo { Model = "open", Text = Load.Text, RatePerSecond = open.RatePerSecond },
            CapacityLoad capacity => new LoadInfo { Model = "open", Text = Load.Text, Objective = capacity.Objective },
            RampLoad ramp => new LoadInfo
            {
                Model = "open",
                Text = Load.Text,
                RatePerSecond = ramp.MeanRatePerSecond,
                Phases = [.. ramp.Phases.Select(p => new LoadPhaseInfo(p.FromPerSecond, p.ToPerSecond, p.Duration.TotalMilliseconds))],
            },
            _ => throw new InvalidOperationException($"The load {Load.Text} has no description."),
        };

    /// <summary>The options as the record describes them; of a floor those that it has.</summary>
    public CellOptions DescribeOptions()
    {
        ITransportKind kind = Transport.Kind;
        ClientOptions client = Settings.Client;
        int? budget = kind.Budget(client);
        var common = new CellOptions
        {
            Connections = budget,
            BudgetNote = budget is not null ? null
                : kind is IStack { IsLongLived: true } ? "the stack decides how many connections it keeps"
                : kind.IsLongLived ? "keeps a connection per worker: the load decides how many are open"
                : "opens a connection per call: the load decides how many are open at once",
            DeadlineMs = client.Deadline.TotalMilliseconds,
            Io = Io == IoMode.Pool || (kind is IFloor && Io == IoMode.Threads) ? null : PlanNumbers.Spelled(Io),
            Pin = Settings.Pin?.ToString(),
            Ports = Settings.Ports,
            Link = IsRelayed ? Link.ToString() : null,
            WarmupMs = Settings.UntilSteady ? null : Settings.Warmup.TotalMilliseconds,
            DurationMs = Settings.WindowOf(Load)?.TotalMilliseconds,
            Count = Settings.Count,
        };
        if (kind is IFloor)
        {
            return common;
        }
        bool pools = budget is not null && budget == client.Pool && kind.Budget(client with { Pool = client.Pool + 1 }) != budget;
        return common with
        {
            Pool = pools ? budget : null,
            Connections = pools ? null : budget,
            HeartbeatMs = kind.IsLongLived && client.Heartbeat > TimeSpan.Zero ? client.Heartbeat.TotalMilliseconds : null,
            Providers = Settings.Providers > 1 ? Settings.Providers : null,
            Balancing = Settings.Providers > 1 ? Settings.Balancing : null,
            LeaseMs = Settings.Directory.Scheme == StaticDirectory ? null : Settings.Lease.TotalMilliseconds,
            Consumers = Settings.Consumers > 1 ? Settings.Consumers : null,
            Preconnect = kind.IsLongLived && Settings.Preconnect ? true : null,
            Stages = client.SampleStages && kind is not IServedTransport ? true : null,
            Weights = Settings.Weights,
            Attempts = client.Retry.Attempts > 1 ? client.Retry.Attempts : null,
            RetryBudget = client.Retry is { IsOn: true, BudgetTokens: > 0 } ? client.Retry.BudgetReturn : null,
            HedgeMs = client.Retry.Hedge?.TotalMilliseconds,
            Faults = Settings.Faults.Count > 0 ? [.. Settings.Faults.Select(f => f.ToString())] : null,
        };
    }
}
