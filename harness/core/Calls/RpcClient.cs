using Bench.Harness.Addressing;
using Bench.Harness.Balancing;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Randomness;
using Bench.Harness.Retries;
using Bench.Harness.Stages;
using Bench.Harness.Time;
using Bench.Harness.Wire;

namespace Bench.Harness.Calls;

/// <summary>What a client calls, and through which plugs.</summary>
/// <param name="Providers">Who provides the service; the client follows it and does not dispose of it.</param>
/// <param name="Carrier">Carries the bytes.</param>
/// <param name="Strategy">Shares connections between calls.</param>
/// <param name="Codec">Encodes and decodes messages.</param>
/// <param name="Binding">Makes typed clients.</param>
/// <param name="Contract">The contract.</param>
/// <param name="Balancing">Spreads calls over several providers; round-robin if null.</param>
public sealed record RpcTarget(
    IProviderSource Providers, ICarrier Carrier, IConnectionStrategy Strategy, ICodec Codec, IBinding Binding, ServiceContract Contract, IBalancing? Balancing = null)
{
    /// <summary>The one server at an endpoint.</summary>
    public RpcTarget(Endpoint endpoint, ICarrier carrier, IConnectionStrategy strategy, ICodec codec, IBinding binding, ServiceContract contract)
        : this(new FixedProviders(endpoint), carrier, strategy, codec, binding, contract)
    {
    }
}

/// <summary>The client side of the pipeline: typed clients over one target. Disposing ends calls under way as cancelled.</summary>
public sealed class RpcClient : IAsyncDisposable
{
    private readonly RpcTarget _target;
    private readonly Sweeper _sweeper;
    private readonly CallRouter? _router;
    private readonly IConnectionSource? _only;
    private SplitMix64 _seeds;

    /// <param name="target">What to call; nothing is connected before the first call.</param>
    /// <param name="options">What calls and connections are allowed; defaults if null.</param>
    /// <param name="clock">The time source; the machine's if null.</param>
    public RpcClient(RpcTarget target, ClientOptions? options = null, Clock? clock = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = target;
        Options = options ?? new ClientOptions();
        Clock = clock ?? Clock.System;
        Stages = Options.SampleStages ? new StageLedger(Clock, Options.Seed, Options.SampleOneIn) : null;
        RetryBudget = new RetryBudget(Options.Retry.BudgetTokens, Options.Retry.BudgetReturn);
        // Clients in many processes share a seed, and their server: they must not come back to it together.
        _seeds = new SplitMix64(Options.Seed + (ulong)Clock.NowNs);
        _sweeper = new Sweeper(Clock, Options.SweepInterval);
        DeadlineNs = (long)(Options.Deadline.TotalMilliseconds * 1e6);
        if (target.Providers is FixedProviders { Current.Providers: [Provider only] })
        {
            _only = Open(only);
        }
        else
        {
            IBalancing balancing = target.Balancing ?? new RoundRobinBalancing();
            _router = new CallRouter(target.Providers, target.Contract.Name, Open, balancing.Create(Options.Seed), Options.Ejection, Clock, _sweeper);
        }
    }

    /// <summary>What calls and connections are allowed.</summary>
    public ClientOptions Options { get; }

    /// <summary>What the connections did.</summary>
    public ConnectionStatistics Statistics { get; } = new();

    /// <summary>What each provider was used for so far; empty where there is one alone, named beforehand.</summary>
    public IReadOnlyList<ProviderUse> Providers => _router?.Uses ?? [];

    /// <summary>Where the time of calls goes; null unless <see cref="ClientOptions.SampleStages"/>.</summary>
    public StageLedger? Stages { get; }

    internal Clock Clock { get; }

    internal RetryBudget RetryBudget { get; }

    internal long DeadlineNs { get; }

    internal long NowNs => Clock.NowNs;

    /// <summary>Opens every connection that the strategy keeps, instead of each at the first call that needs it; one that fails is tried again by that call.</summary>
    public ValueTask OpenAllAsync() => _only?.OpenAllAsync() ?? _router!.OpenAllAsync();

    /// <summary>A typed client.</summary>
    /// <typeparam name="TContract">The contract interface of the target.</typeparam>
    /// <param name="scope">Where outcomes are left, for one call at a time; without one, failed calls throw <see cref="RpcException"/> and any number may run at once.</param>
    public TContract CreateClient<TContract>(CallScope? scope = null) where TContract : class => (TContract)CreateClient(scope);

    /// <summary>A typed client as an object that implements the contract.</summary>
    public object CreateClient(CallScope? scope) => _target.Binding.CreateClient(_target.Contract, new Callers(this, scope));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await (_only ?? (IAsyncDisposable)_router!).DisposeAsync().ConfigureAwait(false);
        await _sweeper.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Settles where a call goes. Null if there is no provider: the call has ended.</summary>
    internal IConnectionSource? Choose(OutgoingCall call, long ticket, CallRoute? avoided) => _only ?? _router!.Choose(call, ticket, avoided);

    internal void Dispatch(IConnectionSource way, OutgoingCall call, long ticket)
    {
        try
        {
            way.Dispatch(call, ticket);
        }
        catch (Exception e)
        {
            call.End(ticket, CallOutcome.Failed(ErrorKind.Internal, $"the strategy '{_target.Strategy.Name}' failed: {e.Message}"));
        }
    }

    private IConnectionSource Open(Provider provider)
    {
        var hello = new Hello(Hello.CurrentVersion, _target.Codec.Name, _target.Contract.Name, _target.Contract.Hash);
        return _target.Strategy.Open(new ConnectionFactory(_target.Carrier, provider.Endpoint, hello, _target.Strategy.IsLongLived, Options, Statistics, _sweeper, Clock, _seeds.NextBitsShared()));
    }

    private sealed class Callers(RpcClient client, CallScope? scope) : IMethodCallers
    {
        public MethodCaller<TRequest, TReply> For<TRequest, TReply>(MethodContract method) =>
            new(client, method, client._target.Codec.For<TRequest>(), client._target.Codec.For<TReply>(), scope);
    }
}
