using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Load;
using Bench.Harness.Outcome;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>Does one launch in this process: drives the load and puts the figures together.</summary>
public static class LoadWorker
{
    // The runtime counts 30 calls before it recompiles a method; what that one calls is counted anew.
    private const int PrimingBursts = 4;
    private const int CallsPerBurst = 40;
    private static readonly TimeSpan PrimingPause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan ReachTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Runs a job to its end.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="plugs">Where its names are found.</param>
    /// <param name="progressed">Told twice a second how it goes; null for nobody.</param>
    /// <param name="stop">Ends the window now; what was measured is reported, labelled partial.</param>
    /// <returns>The report; failures are in it.</returns>
    public static async Task<LaunchReport> RunAsync(LaunchJob job, PlugCatalog plugs, Action<LoadProgress>? progressed, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(job);
        IScenario scenario = plugs.Find<IScenario>("scenario", job.Scenario);
        var transport = TransportName.Parse(job.Transport, plugs);
        ICodec codec = plugs.Find<ICodec>("codec", job.Codec);
        IBinding binding = plugs.Find<IBinding>("binding", job.Binding);
        var endpoint = Endpoint.Parse(job.Endpoint);
        IReadOnlyList<IOperation> operations = scenario.CreateOperations(job.Seed);

        await using RpcClient control = BenchServer.Control(endpoint, transport.Carrier, plugs, ReachTimeout);
        var server = new ServerWatch(control);
        if (await server.TakeAsync().ConfigureAwait(false) is { Snapshot: null } unreachable)
        {
            return new LaunchReport(new RoundRecord { Round = job.Round, Failure = unreachable.Outcome.Message, Counts = new CallCounts() }, TargetLost: true);
        }

        var target = new RpcTarget(endpoint, transport.Carrier, transport.Strategy, codec, binding, ServiceContract.Of(scenario.ContractType));
        var options = new ClientOptions { Deadline = job.Deadline, Heartbeat = job.Heartbeat, Connections = job.Connections, Pool = job.Pool };
        await using var client = new RpcClient(target, options);
        await PrimeAsync(client, operations, stop).ConfigureAwait(false);
        var mix = new OperationMix(operations, job.Seed);
        var window = new LaunchWindow(client, server, progressed);
        LoadResult load = await LoadEngine.RunAsync(
            new LoadOptions
            {
                Model = LoadModel.Parse(job.Load),
                Warmup = job.Warmup,
                Duration = job.Duration,
                Count = job.Count,
                Deadline = job.Deadline,
                Seed = job.Seed + (ulong)job.Round,
            },
            () => new RpcCaller(client, mix),
            window,
            stop).ConfigureAwait(false);
        RoundRecord round = await window.RecordAsync(job, load).ConfigureAwait(false);
        return new LaunchReport(round, TargetLost: window.ServerLost);
    }

    /// <summary>
    /// Calls every operation before the clock starts, in bursts with pauses: counted methods are then recompiled on an idle machine,
    /// where it takes a fraction of the time that it takes under load. What goes wrong here will go wrong under load too, and be
    /// counted there.
    /// </summary>
    private static async Task PrimeAsync(RpcClient client, IReadOnlyList<IOperation> operations, CancellationToken stop)
    {
        var scope = new CallScope();
        object primer = client.CreateClient(scope);
        for (int burst = 0; burst < PrimingBursts; burst++)
        {
            foreach (IOperation operation in operations)
            {
                for (int i = 0; i < CallsPerBurst; i++)
                {
                    CallOutcome outcome = await operation.CallAsync(primer, scope, i, stop).ConfigureAwait(false);
                    if (!outcome.IsOk)
                    {
                        return;
                    }
                }
            }
            await Task.Delay(PrimingPause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>Which operation a call makes: drawn by weight from its number, the same for the same seed.</summary>
internal sealed class OperationMix(IReadOnlyList<IOperation> operations, ulong seed)
{
    private readonly IOperation[] _operations = [.. operations];
    private readonly int _weights = operations.Sum(o => o.Weight);

    public IOperation For(long index)
    {
        if (_operations.Length == 1)
        {
            return _operations[0];
        }
        int draw = new PayloadRandom(seed ^ (ulong)index).Next(_weights);
        foreach (IOperation operation in _operations)
        {
            draw -= operation.Weight;
            if (draw < 0)
            {
                return operation;
            }
        }
        return _operations[^1];
    }
}

/// <summary>One virtual user: a typed client with a scope of its own.</summary>
internal sealed class RpcCaller : ICaller
{
    private readonly OperationMix _mix;
    private readonly CallScope _scope = new();
    private readonly object _client;

    public RpcCaller(RpcClient client, OperationMix mix)
    {
        _mix = mix;
        _client = client.CreateClient(_scope);
    }

    public ValueTask<CallOutcome> CallAsync(long index, CancellationToken cancellation) => _mix.For(index).CallAsync(_client, _scope, index, cancellation);
}

/// <summary>Asks the server what it has used; an unanswered question is a value.</summary>
internal sealed class ServerWatch(RpcClient client)
{
    private readonly RpcClient _client = client;

    public async Task<(ServerSnapshot? Snapshot, CallOutcome Outcome)> TakeAsync()
    {
        var scope = new CallScope();
        ServerSnapshot? snapshot = await _client.CreateClient<IServerControl>(scope).SnapshotAsync(new SnapshotRequest(), CancellationToken.None).ConfigureAwait(false);
        return (scope.Outcome.IsOk ? snapshot : null, scope.Outcome);
    }
}
