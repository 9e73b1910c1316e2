using System.CommandLine;
using System.Globalization;
using Bench.Harness.Run;

namespace Bench.Cli.Verbs;

/// <summary>The options of <c>run</c> that are also members of plans.</summary>
internal sealed class RunOptions
{
    private readonly Option<string[]> _scenarios = Options.Names("--scenarios", "What to call");
    private readonly Option<string[]> _transports = Options.Names("--transports", "STRATEGY or STRATEGY+CARRIER");
    private readonly Option<bool?> _floor = new("--floor") { Description = "Also bare sockets with messages of the same size, as what each strategy can at best come near to (closed loads)", Arity = ArgumentArity.Zero, CustomParser = _ => true };
    private readonly Option<string[]> _codecs = Options.Names("--codecs", "How messages are encoded");
    private readonly Option<string[]> _load = new("--load") { Description = "closed:N[:think=TIME] workers, open:RATE[:poisson] calls/s, ramp:RATE[..RATE]@TIME,…, sweep:rate:A..B:xF and sweep:workers:A..B:xF, or capacity:p99<5ms,errors<0.1% for the highest rate that meets it; repeat it to compare loads" };
    private readonly Option<string?> _binding = new("--binding") { Description = "How typed clients and handlers are made" };
    private readonly Option<string?> _duration = new("--duration") { Description = "Measured window of each launch, e.g. 500ms, 10s, 2m" };
    private readonly Option<string?> _warmup = new("--warmup") { Description = "Load before the window that does not count: a time, or 'steady': until it no longer gets faster, 2 to 10 s" };
    private readonly Option<int?> _rounds = new("--rounds") { Description = "Fresh launches of each cell" };
    private readonly Option<long?> _count = new("--count") { Description = "Number of calls per launch instead of a duration" };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "Seed of payloads, arrivals and the order of cells" };
    private readonly Option<string?> _deadline = new("--deadline") { Description = "Time until a call counts as timeout" };
    private readonly Option<string?> _heartbeat = new("--heartbeat") { Description = "Heartbeat interval of long-lived connections; 0ms for none" };
    private readonly Option<int?> _connections = new("--connections") { Description = "Connections of pooled and multiplexed cells alike" };
    private readonly Option<int?> _pool = new("--pool") { Description = "Connections of pooled cells where they differ" };
    private readonly Option<string?> _io = new("--io") { Description = "Who waits for the bytes of connections and works them off: auto (threads for no more connections than cores, pool elsewhere), pool, inline (the event loop itself) or threads (one per connection)" };
    private readonly Option<bool?> _stages = new("--stages") { Description = "Time the stages of sampled calls, one in 64: where the time goes", Arity = ArgumentArity.Zero, CustomParser = _ => true };
    private readonly Option<bool?> _pin = new("--pin") { Description = "Keep servers on the first half of the cores and the load worker on the rest", Arity = ArgumentArity.Zero, CustomParser = _ => true };
    private readonly Option<bool?> _preconnect = new("--preconnect") { Description = "Open all kept connections before the warm-up, not each at its first call", Arity = ArgumentArity.Zero, CustomParser = _ => true };
    private readonly Option<int?> _ports = new("--ports") { Description = "Local ports that connections may take, of the highest of the machine's; all if not given" };
    private readonly Option<string[]> _weights = Options.Names("--weights", "METHOD=WEIGHT: how often each method of the scenario is called, relative to the others");
    private readonly Option<int?> _attempts = new("--attempts") { Description = "Most attempts a call, the first included; again only where it is safe" };
    private readonly Option<string?> _retryBudget = new("--retry-budget") { Description = "Share of calls that retries may make up in the long run, e.g. 0.1; or 'unlimited'" };
    private readonly Option<string?> _hedge = new("--hedge") { Description = "Time after which an idempotent call gets a second attempt beside the first" };
    private readonly Option<string?> _directory = new("--directory") { Description = "How providers are found: static, embedded, redis://HOST:PORT, zookeeper://HOST:PORT" };
    private readonly Option<int?> _providers = new("--providers") { Description = "Server processes per launch" };
    private readonly Option<string?> _lease = new("--lease") { Description = "Time a provider's registration outlives its last heartbeat" };
    private readonly Option<int?> _consumers = new("--consumers") { Description = "Consumers that follow the directory, one of which routes the calls" };
    private readonly Option<string?> _balancing = new("--balancing") { Description = "How calls are spread over providers" };
    private readonly Option<string?> _link = new("--link") { Description = "The network between client and server: a profile (see 'rpcbench list links') or e.g. delay=20ms,jitter=2ms,bandwidth=100mbit" };
    private readonly Option<string[]> _faults = new("--faults") { Description = "A fault on the window's schedule, e.g. \"at 3s kill provider 2\", \"at 5s reset 50%\"; repeatable" };
    private readonly Option<string?> _endpoint = new("--endpoint") { Description = "Drive the server that 'rpcbench serve' runs there, instead of starting one per launch" };
    private readonly Option<bool?> _inProcess = new("--in-process") { Description = "Load and server in this very process: for debugging, labelled", Arity = ArgumentArity.Zero, CustomParser = _ => true };
    private readonly Option<string[]> _failIf = new("--fail-if") { Description = "End with exit code 1 if a cell crosses it, e.g. \"p99>5ms\", \"errors>0.1%\"; repeatable" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_scenarios, _transports, _floor, _codecs, _load, _binding, _duration, _warmup, _rounds, _count, _seed, _deadline, _heartbeat, _connections, _pool,
            _preconnect, _io, _stages, _pin, _ports, _weights, _attempts, _retryBudget, _hedge, _directory, _providers, _lease, _consumers, _balancing, _link, _faults, _endpoint, _inProcess, _failIf])
        {
            command.Add(option);
        }
    }

    /// <summary>What the command line says, as a plan that overrides another.</summary>
    public RunPlan Overrides(ParseResult parsed) => new()
    {
        Scenarios = List(parsed, _scenarios),
        Transports = List(parsed, _transports),
        Floor = parsed.GetValue(_floor),
        Codecs = List(parsed, _codecs),
        Loads = List(parsed, _load),
        Binding = parsed.GetValue(_binding),
        Duration = parsed.GetValue(_duration),
        Warmup = parsed.GetValue(_warmup),
        Rounds = parsed.GetValue(_rounds),
        Count = parsed.GetValue(_count),
        Seed = parsed.GetValue(_seed),
        Deadline = parsed.GetValue(_deadline),
        Heartbeat = parsed.GetValue(_heartbeat),
        Connections = parsed.GetValue(_connections),
        Pool = parsed.GetValue(_pool),
        Preconnect = parsed.GetValue(_preconnect),
        Io = parsed.GetValue(_io),
        Stages = parsed.GetValue(_stages),
        Pin = parsed.GetValue(_pin),
        Ports = parsed.GetValue(_ports),
        Weights = WeightsOf(parsed),
        Attempts = parsed.GetValue(_attempts),
        RetryBudget = parsed.GetValue(_retryBudget),
        Hedge = parsed.GetValue(_hedge),
        Directory = parsed.GetValue(_directory),
        Providers = parsed.GetValue(_providers),
        Lease = parsed.GetValue(_lease),
        Consumers = parsed.GetValue(_consumers),
        Balancing = parsed.GetValue(_balancing),
        Link = parsed.GetValue(_link),
        Faults = List(parsed, _faults),
        Endpoint = parsed.GetValue(_endpoint),
        InProcess = parsed.GetValue(_inProcess),
        FailIf = List(parsed, _failIf),
    };

    private Dictionary<string, int>? WeightsOf(ParseResult parsed)
    {
        if (List(parsed, _weights) is not { } pairs)
        {
            return null;
        }
        var weights = new Dictionary<string, int>();
        foreach (string[] pair in pairs.Select(p => p.Split('=', 2)))
        {
            weights[pair[0]] = pair.Length == 2 && int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out int weight)
                ? weight
                : throw new UsageException($"--weights has '{string.Join('=', pair)}': give METHOD=WEIGHT with a whole number, such as EchoAsync=99.");
        }
        return weights;
    }

    private static string[]? List(ParseResult parsed, Option<string[]> option) => parsed.GetResult(option) is null ? null : parsed.GetValue(option);
}
