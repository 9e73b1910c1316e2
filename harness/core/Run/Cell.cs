using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Load;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>One scenario × transport × codec × load of a plan.</summary>
public sealed record Cell(IScenario Scenario, TransportName Transport, ICodec Codec, LoadModel Load)
{
    /// <summary>Unique in a plan.</summary>
    public string Id => $"{Scenario.Name}/{Transport.Name}/{Codec.Name}/{Load.Text}";

    /// <summary>The load as the record describes it.</summary>
    /// <param name="settings">The settings of the run.</param>
    public LoadInfo DescribeLoad(RunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Load switch
        {
            ClosedLoad closed => new LoadInfo { Model = "closed", Text = Load.Text, Workers = closed.Workers },
            OpenLoad open => new LoadInfo { Model = "open", Text = Load.Text, RatePerSecond = open.RatePerSecond },
            RampLoad ramp => new LoadInfo
            {
                Model = "open",
                Text = Load.Text,
                RatePerSecond = ramp.MeanRatePerSecond,
                Phases = [.. ramp.Phases.Select(p => new LoadPhaseInfo(p.FromPerSecond, p.ToPerSecond, p.Duration.TotalMilliseconds))],
            },
            _ => throw new InvalidOperationException($"The load {Load.Text} has no description."),
        };
    }

    /// <summary>The options as the record describes them.</summary>
    /// <param name="settings">The settings of the run.</param>
    public CellOptions DescribeOptions(RunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        IConnectionStrategy strategy = Transport.Strategy;
        int? budget = strategy.Budget(settings.Client);
        bool pools = budget is not null && budget == settings.Client.Pool && strategy.Budget(settings.Client with { Pool = settings.Client.Pool + 1 }) != budget;
        return new CellOptions
        {
            Pool = pools ? budget : null,
            Connections = pools ? null : budget,
            BudgetNote = budget is null ? "opens a connection per call: the load decides how many are open at once" : null,
            DeadlineMs = settings.Client.Deadline.TotalMilliseconds,
            HeartbeatMs = strategy.IsLongLived && settings.Client.Heartbeat > TimeSpan.Zero ? settings.Client.Heartbeat.TotalMilliseconds : null,
            WarmupMs = settings.Warmup.TotalMilliseconds,
            DurationMs = settings.WindowOf(Load)?.TotalMilliseconds,
            Count = settings.Count,
        };
    }
}
