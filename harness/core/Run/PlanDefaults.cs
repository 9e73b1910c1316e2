namespace Bench.Harness.Run;

/// <summary>What a plan means where it says nothing.</summary>
public static class PlanDefaults
{
    /// <summary>The values of members that were left out. The axes' are names, so that plugs which are added lengthen no run that doesn't ask for them.</summary>
    public static RunPlan Plan { get; } = new()
    {
        Scenarios = ["echo"],
        Transports = ["per-call", "pooled", "multiplexed"],
        Codecs = ["json", "messagepack", "protobuf"],
        Floor = false,
        Loads = ["closed:16"],
        Binding = "emitted",
        Duration = "5s",
        Warmup = "steady",
        Rounds = 3,
        Seed = 1,
        Deadline = "10s",
        Heartbeat = "1s",
        Connections = 4,
        Pool = 4,
        Preconnect = false,
        Io = "auto",
        Stages = false,
        Pin = false,
        Attempts = 1,
        RetryBudget = "0.1",
        Directory = "static",
        Providers = 1,
        Lease = "3s",
        Consumers = 1,
        Balancing = "round-robin",
        Link = "loopback",
        InProcess = false,
    };
}
