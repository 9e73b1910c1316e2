using Bench.Harness.Retries;
using Bench.Harness.Stages;
using Bench.Harness.Wire;

namespace Bench.Harness.Calls;

/// <summary>What a client's calls and connections are allowed. Every default outlasts a stall of 1 s.</summary>
public sealed record ClientOptions
{
    /// <summary>Time until a call is given up, connecting and waiting included: as timeout, or as connect-failed if there was no connection to send it on. Default 10 s, range 1 ms to 1 h; kept to about a tenth of itself, at best 1 ms, at worst 100 ms.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time without a byte from the server after which a long-lived connection asks for one; zero for no heartbeats. Default 1 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Heartbeats in a row without a byte in return after which the peer counts as dead. Default 3, so that a stall of 1 s is survived; fewer make
    /// flapping likely. Those after the first follow closer where <see cref="Heartbeat"/> is long, so that a dead peer is noticed within two
    /// heartbeats and 1 s.
    /// </summary>
    public int HeartbeatMisses { get; init; } = 3;

    /// <summary>Shared connections of a multiplexed strategy. Default 4, range 1 to 1,000.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>Most connections of a pool. Default 4, as many as are shared, so that both strategies spend the same; range 1 to 10,000.</summary>
    public int Pool { get; init; } = 4;

    /// <summary>Time a call may wait for a pooled connection; null for as long as its deadline.</summary>
    public TimeSpan? PoolWait { get; init; }

    /// <summary>Time unused after which a pooled connection is closed. Default 60 s.</summary>
    public TimeSpan PoolIdle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Age after which a pooled connection is closed once it is free; null for never.</summary>
    public TimeSpan? PoolLifetime { get; init; }

    /// <summary>What is done about attempts that fail or are slow. Default: nothing.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>When a failing provider is left out for a while, where there are several.</summary>
    public EjectionOptions Ejection { get; init; } = new();

    /// <summary>Seed of what is drawn: the choice of providers, waits before retries and, along with the time, before connecting again. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether the stages of sampled calls are timed (<see cref="Stages.StageLedger"/>). Default false.</summary>
    public bool SampleStages { get; init; }

    /// <summary>Calls of which one is sampled, on average, where stages are; 1 to 1,000,000. Runs leave it at the default.</summary>
    internal int SampleOneIn { get; init; } = StageLedger.Every;

    /// <summary>Limits of frames and calls in flight.</summary>
    public WireLimits Limits { get; init; } = new();

    /// <summary>Time from a heartbeat that is not answered to the next one.</summary>
    internal TimeSpan HeartbeatRepeat
    {
        get
        {
            TimeSpan share = (Heartbeat + TimeSpan.FromSeconds(0.5)) / Math.Max(1, HeartbeatMisses);
            return share < Heartbeat ? share : Heartbeat;
        }
    }

    internal TimeSpan SweepInterval
    {
        get
        {
            double shortest = Math.Min(Deadline.TotalMilliseconds, Heartbeat > TimeSpan.Zero ? Heartbeat.TotalMilliseconds : double.MaxValue);
            return TimeSpan.FromMilliseconds(Math.Clamp(shortest / 10, 1, 100));
        }
    }
}
