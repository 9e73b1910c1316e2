using Bench.Harness.Addressing;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Time;
using Bench.Harness.Wire;

namespace Bench.Harness.Calls;

/// <summary>What a client calls, and through which plugs.</summary>
/// <param name="Endpoint">Where the server listens.</param>
/// <param name="Carrier">Carries the bytes.</param>
/// <param name="Strategy">Shares connections between calls.</param>
/// <param name="Codec">Encodes and decodes messages.</param>
/// <param name="Binding">Makes typed clients.</param>
/// <param name="Contract">The contract.</param>
public sealed record RpcTarget(Endpoint Endpoint, ICarrier Carrier, IConnectionStrategy Strategy, ICodec Codec, IBinding Binding, ServiceContract Contract);

/// <summary>The client side of the pipeline: typed clients over one target. Disposing ends calls under way as cancelled.</summary>
public sealed class RpcClient : IAsyncDisposable
{
    private readonly RpcTarget _target;
    private readonly Clock _clock;
    private readonly Sweeper _sweeper;
    private readonly ConnectionFactory _connections;
    private readonly IConnectionSource _source;

    /// <param name="target">What to call; nothing is connected before the first call.</param>
    /// <param name="options">What calls and connections are allowed; defaults if null.</param>
    /// <param name="clock">The time source; the machine's if null.</param>
    public RpcClient(RpcTarget target, ClientOptions? options = null, Clock? clock = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = target;
        Options = options ?? new ClientOptions();
        _clock = clock ?? Clock.System;
        _sweeper = new Sweeper(_clock, Options.SweepInterval);
        DeadlineNs = (long)(Options.Deadline.TotalMilliseconds * 1e6);
        var hello = new Hello(Hello.CurrentVersion, target.Codec.Name, target.Contract.Name, target.Contract.Hash);
        _connections = new ConnectionFactory(target.Carrier, target.Endpoint, hello, target.Strategy.IsLongLived, Options, _sweeper, _clock);
        _source = target.Strategy.Open(_connections);
    }

    /// <summary>What calls and connections are allowed.</summary>
    public ClientOptions Options { get; }

    /// <summary>What the connections did.</summary>
    public ConnectionStatistics Statistics => _connections.Statistics;

    internal long DeadlineNs { get; }

    internal long NowNs => _clock.NowNs;

    /// <summary>A typed client.</summary>
    /// <typeparam name="TContract">The contract interface of the target.</typeparam>
    /// <param name="scope">Where outcomes are left, for one call at a time; without one, failed calls throw <see cref="RpcException"/> and any number may run at once.</param>
    public TContract CreateClient<TContract>(CallScope? scope = null) where TContract : class => (TContract)CreateClient(scope);

    /// <summary>A typed client as an object that implements the contract.</summary>
    public object CreateClient(CallScope? scope) => _target.Binding.CreateClient(_target.Contract, new Callers(this, scope));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync().ConfigureAwait(false);
        await _sweeper.DisposeAsync().ConfigureAwait(false);
    }

    internal void Dispatch(OutgoingCall call, long ticket)
    {
        try
        {
            _source.Dispatch(call, ticket);
        }
        catch (Exception e)
        {
            call.End(ticket, CallOutcome.Failed(ErrorKind.Internal, $"the strategy '{_target.Strategy.Name}' failed: {e.Message}"));
        }
    }

    private sealed class Callers(RpcClient client, CallScope? scope) : IMethodCallers
    {
        public MethodCaller<TRequest, TReply> For<TRequest, TReply>(MethodContract method) =>
            new(client, method, client._target.Codec.For<TRequest>(), client._target.Codec.For<TReply>(), scope);
    }
}
