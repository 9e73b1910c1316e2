using System.Globalization;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Load;
using Bench.Harness.Retries;

namespace Bench.Harness.Run;

/// <summary>What a plan, or a variant of it, says of its cells, read and found to be in range.</summary>
public sealed record CellSettings
{
    private const string UnlimitedBudget = "unlimited";
    private const string SteadyWarmupText = "steady";

    // The last block before the window was drained: calls in flight and their queues come back within this.
    private static readonly TimeSpan RefillTime = TimeSpan.FromMilliseconds(200);

    private CellSettings()
    {
    }

    /// <summary>Load before the window.</summary>
    public required TimeSpan Warmup { get; init; }

    /// <summary>Whether the load runs until it no longer gets faster (<see cref="SteadyState"/>), before <see cref="Warmup"/>.</summary>
    public required bool UntilSteady { get; init; }

    /// <summary>Time both take together, about.</summary>
    public TimeSpan ExpectedWarmup => UntilSteady ? (5 * SteadyState.Block) + Warmup : Warmup;

    /// <summary>Length of the window; null if a count ends it.</summary>
    public required TimeSpan? Duration { get; init; }

    /// <summary>Calls of the window; null if a duration ends it.</summary>
    public required long? Count { get; init; }

    /// <summary>What calls and connections are allowed.</summary>
    public required ClientOptions Client { get; init; }

    /// <summary>Whether kept connections are all opened before the warm-up.</summary>
    public required bool Preconnect { get; init; }

    /// <summary>Who waits for the bytes of connections.</summary>
    public required IoMode Io { get; init; }

    /// <summary>The cores of servers and load worker; null where each may use all.</summary>
    public required PinnedCores? Pin { get; init; }

    /// <summary>Local ports that connections may take; null for all.</summary>
    public required int? Ports { get; init; }

    /// <summary>Weights of methods by name; null for the scenario's own.</summary>
    public required IReadOnlyDictionary<string, int>? Weights { get; init; }

    /// <summary>Where providers are found.</summary>
    public required DirectoryAddress Directory { get; init; }

    /// <summary>Server processes per launch.</summary>
    public required int Providers { get; init; }

    /// <summary>Time a registration outlives its last heartbeat.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>Consumers that follow the directory.</summary>
    public required int Consumers { get; init; }

    /// <summary>Name of the balancing.</summary>
    public required string Balancing { get; init; }

    /// <summary>The network between client and server, as given.</summary>
    public required string Link { get; init; }

    /// <summary>Faults on a schedule, in the order given.</summary>
    public required IReadOnlyList<ScheduledFault> Faults { get; init; }

    /// <summary>Whose turn it is where launches of several builds run beside each other; null where this one runs alone.</summary>
    public LoadTurns? Turns { get; init; }

    /// <summary>Reads a whole plan.</summary>
    /// <exception cref="PlanException">Something is wrong; the message names it, its value and its range.</exception>
    public static CellSettings Of(RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Count is < 1)
        {
            throw new PlanException($"count is {plan.Count}: it has to be 1 or more.");
        }
        if (plan.Count is not null && plan.Duration is not null)
        {
            throw new PlanException($"both duration ({plan.Duration}) and count ({plan.Count}) are given: a window ends after one of them.");
        }
        return new CellSettings
        {
            Warmup = plan.Warmup == SteadyWarmupText ? RefillTime : PlanNumbers.Time("warmup", plan.Warmup!, TimeSpan.Zero, TimeSpan.FromHours(1)),
            UntilSteady = plan.Warmup == SteadyWarmupText,
            Duration = plan.Duration is null ? null : PlanNumbers.Time("duration", plan.Duration, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(7)),
            Count = plan.Count,
            Client = new ClientOptions
            {
                Deadline = PlanNumbers.Time("deadline", plan.Deadline!, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
                Heartbeat = PlanNumbers.Time("heartbeat", plan.Heartbeat!, TimeSpan.Zero, TimeSpan.FromHours(1)),
                Connections = PlanNumbers.Whole("connections", plan.Connections, 1_000),
                Pool = PlanNumbers.Whole("pool", plan.Pool, 10_000),
                Retry = RetryOf(plan),
                SampleStages = plan.Stages!.Value,
                Seed = plan.Seed!.Value,
            },
            Preconnect = plan.Preconnect!.Value,
            Io = IoOf(plan),
            Pin = PinOf(plan),
            Ports = plan.Ports is null ? null : PlanNumbers.Whole("ports", plan.Ports, 65_535),
            Weights = WeightsOf(plan),
            Directory = DirectoryAddress.TryParse(plan.Directory, out DirectoryAddress? directory)
                ? directory
                : throw new PlanException($"directory is '{AddressText.WithoutSecrets(plan.Directory)}': give static, embedded, redis://HOST:PORT or zookeeper://HOST:PORT."),
            Providers = PlanNumbers.Whole("providers", plan.Providers, 64),
            Lease = PlanNumbers.Time("lease", plan.Lease!, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            Consumers = ConsumersOf(plan),
            Balancing = plan.Balancing!,
            Link = plan.Link!,
            Faults = FaultsOf(plan),
        };
    }

    /// <summary>Who waits for the bytes of a transport's connections: what was asked for, or what <see cref="IoMode.Auto"/> means for it.</summary>
    public IoMode IoOf(TransportName transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return Io != IoMode.Auto ? Io
            : transport.Kind is not IServedTransport && transport.Kind.Budget(Client) * Providers <= Environment.ProcessorCount && transport.Carrier.WithIo(IoMode.Threads) is not null
            ? IoMode.Threads
            : IoMode.Pool;
    }

    private static IoMode IoOf(RunPlan plan) => PlanNumbers.Choice<IoMode>("io", plan.Io!) switch
    {
        IoMode.Inline when plan.InProcess == true => throw new PlanException("io is inline and inProcess is true: the runtime decides on that when a process starts; leave one out."),
        var mode => mode,
    };

    private static PinnedCores? PinOf(RunPlan plan) => plan.Pin switch
    {
        true when plan.InProcess == true => throw new PlanException("pin and inProcess are both true: in one process nothing can be kept apart; leave one out."),
        true when plan.Endpoint is not null => throw new PlanException($"pin is true, and the server at {plan.Endpoint} is not ours to pin: start it under taskset, and rpcbench as well."),
        true => PinnedCores.OfMachine(),
        _ => null,
    };

    private static IReadOnlyDictionary<string, int>? WeightsOf(RunPlan plan)
    {
        if (plan.Weights is not { } weights)
        {
            return null;
        }
        (string method, int weight) = weights.FirstOrDefault(w => w.Value is < 0 or > 1_000_000);
        return method is not null ? throw new PlanException($"The weight of {method} is {weight}: give 0 to 1000000.")
            : weights.Values.Sum() == 0 ? throw new PlanException("No method has a weight above 0: nothing would be called.")
            : weights;
    }

    private static ScheduledFault[] FaultsOf(RunPlan plan)
    {
        ScheduledFault[] faults = [.. (plan.Faults ?? []).Select(ScheduledFault.Parse)];
        if (plan.Directory == Cell.StaticDirectory && Array.Find(faults, f => f.Kind == FaultKind.RestartDirectory) is { } homeless)
        {
            throw new PlanException($"The fault '{homeless}' needs a directory: use --directory embedded.");
        }
        return Array.Find(faults, f => f.Provider is int number && (number < 1 || number > plan.Providers)) is { } stray
            ? throw new PlanException($"The fault '{stray}' names provider {stray.Provider}: there are {plan.Providers}, numbered from 1; raise --providers or name another.")
            : faults;
    }

    private static int ConsumersOf(RunPlan plan)
    {
        int consumers = PlanNumbers.Whole("consumers", plan.Consumers, 1_000);
        return consumers > 1 && plan.Directory == Cell.StaticDirectory
            ? throw new PlanException($"consumers is {consumers}, and providers are named beforehand: give a directory to follow, such as --directory embedded.")
            : consumers;
    }

    private static RetryOptions RetryOf(RunPlan plan)
    {
        var retry = new RetryOptions
        {
            Attempts = PlanNumbers.Whole("attempts", plan.Attempts, 10),
            Hedge = plan.Hedge is null ? null : PlanNumbers.Time("hedge", plan.Hedge, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
        };
        return plan.RetryBudget == UnlimitedBudget
            ? retry with { BudgetTokens = 0 }
            : double.TryParse(plan.RetryBudget, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) && share is > 0 and <= 1
            ? retry with { BudgetReturn = share }
            : throw new PlanException($"retryBudget is '{plan.RetryBudget}': give the share of calls that retries may make up, above 0 to 1, or '{UnlimitedBudget}'.");
    }

    /// <summary>Length of the window under a load; null if a count ends it.</summary>
    public TimeSpan? WindowOf(LoadModel load) => load is RampLoad ramp ? ramp.Duration : Duration;
}
