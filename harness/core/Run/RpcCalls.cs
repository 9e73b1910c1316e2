using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Load;
using Bench.Harness.Outcome;
using Bench.Harness.Stages;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>Calls of a typed client.</summary>
internal sealed class RpcCalls : ILaunchCalls
{
    private readonly IReadOnlyList<IOperation> _operations;
    private readonly RpcClient _client;
    private readonly OperationMix _mix;

    /// <param name="target">What is called.</param>
    /// <param name="operations">What a scenario calls.</param>
    /// <param name="job">The launch.</param>
    public RpcCalls(RpcTarget target, IReadOnlyList<IOperation> operations, LaunchJob job)
    {
        _operations = operations;
        _client = new RpcClient(target, job.Client);
        _mix = new OperationMix(operations, job.Weights, job.Seed);
    }

    public ConnectionStatistics Statistics => _client.Statistics;

    public IReadOnlyList<ProviderUse> Providers => _client.Providers;

    public StageLedger? Stages => _client.Stages;

    public IReadOnlyList<string> Methods => _mix.Methods;

    public Func<long, int>? KindOf => Methods.Count > 1 ? _mix.KindOf : null;

    /// <summary>Opens every connection that is kept.</summary>
    public ValueTask OpenAllAsync() => _client.OpenAllAsync();

    /// <summary>Calls every operation; a far server gets as many calls as the time for it holds.</summary>
    public async Task PrimeAsync(CancellationToken stop)
    {
        var scope = new CallScope();
        object primer = _client.CreateClient(scope);
        long endNs = Clock.System.NowNs + Clock.ToNs(Priming.Longest);
        for (int burst = 0; burst < Priming.Bursts; burst++)
        {
            foreach (IOperation operation in _operations)
            {
                for (int i = 0; i < Priming.CallsPerBurst; i++)
                {
                    CallOutcome outcome = await operation.CallAsync(primer, scope, i, stop).ConfigureAwait(false);
                    if (!outcome.IsOk || Clock.System.NowNs > endNs)
                    {
                        return;
                    }
                }
            }
            await Priming.PauseAsync(stop).ConfigureAwait(false);
        }
    }

    public Task<LoadResult> RunAsync(LoadOptions options, ILoadObserver observer, CancellationToken stop) =>
        LoadEngine.RunAsync(options, () => new RpcCaller(_client, _mix), observer, stop);

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
