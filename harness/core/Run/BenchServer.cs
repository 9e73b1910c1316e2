using Bench.Harness.Addressing;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Measure;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>The server side of a run: scenarios in the given codecs, or one scenario over a stack, and the control contract beside them.</summary>
public sealed class BenchServer : IAsyncDisposable
{
    private readonly RpcServer _own;
    private readonly IServedEndpoint? _stack;
    private readonly ServedScenario? _served;
    private readonly PauseWatchdog _watchdog;

    private BenchServer(RpcServer own, PauseWatchdog watchdog, IServedEndpoint? stack = null, ServedScenario? served = null)
    {
        _own = own;
        _watchdog = watchdog;
        _stack = stack;
        _served = served;
    }

    /// <summary>Where it really listens.</summary>
    public Endpoint Endpoint => _stack?.Endpoint ?? _own.Endpoint;

    /// <summary>Where it is asked about itself: the same, unless it is a stack's.</summary>
    public Endpoint ControlEndpoint => _own.Endpoint;

    /// <summary>Requests that are failed on purpose; null for none.</summary>
    public InjectedFailures? Failures
    {
        get => _served is null ? _own.Failures : _served.Failures;
        set
        {
            if (_served is null)
            {
                _own.Failures = value;
            }
            else
            {
                _served.Failures = value;
            }
        }
    }

    /// <summary>Why a binding can't serve a scenario, or null if it can.</summary>
    public static string? WhyNot(IScenario scenario, IBinding binding)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(binding);
        try
        {
            return binding.WhyNot(ServiceContract.Of(scenario.ContractType)) is string why ? $"the binding '{binding.Name}' can't serve {scenario.Name}: {why}" : null;
        }
        catch (ContractException e)
        {
            return e.Message.TrimEnd('.');
        }
    }

    /// <summary>Starts to serve.</summary>
    /// <param name="carrier">What carries the bytes.</param>
    /// <param name="endpoint">Where to listen.</param>
    /// <param name="scenarios">What to serve.</param>
    /// <param name="codecs">In which codecs.</param>
    /// <param name="binding">How requests become invocations.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="ConnectException">It can't listen there.</exception>
    public static async Task<BenchServer> StartAsync(
        ICarrier carrier, Endpoint endpoint, IEnumerable<IScenario> scenarios, IEnumerable<ICodec> codecs, IBinding binding, CancellationToken cancellation = default)
    {
        RpcServer? server = null;
        var watchdog = new PauseWatchdog(Clock.System);
        var control = new ServerControl(() => server!.Handled, () => server!.Failed, watchdog, Clock.System);
        try
        {
            server = await StartAsync(carrier, endpoint, control, [.. scenarios.Select(s => (ServiceContract.Of(s.ContractType), s.CreateService()))], codecs, binding, cancellation)
                .ConfigureAwait(false);
            return new BenchServer(server, watchdog);
        }
        catch
        {
            watchdog.Dispose();
            throw;
        }
    }

    /// <summary>Starts to serve a scenario over a stack.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="served">What it serves.</param>
    /// <param name="carrier">What carries its bytes.</param>
    /// <param name="endpoint">Where it is to listen.</param>
    /// <param name="controlCarrier">What carries the questions about the server itself.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="ConnectException">It can't listen there.</exception>
    public static async Task<BenchServer> StartAsync(
        IServedTransport stack, ServedScenario served, ICarrier carrier, Endpoint endpoint, ICarrier controlCarrier, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stack);
        ArgumentNullException.ThrowIfNull(served);
        ArgumentNullException.ThrowIfNull(controlCarrier);
        var watchdog = new PauseWatchdog(Clock.System);
        RpcServer? own = null;
        try
        {
            var control = new ServerControl(() => served.Handled, () => served.Failed, watchdog, Clock.System);
            own = await StartAsync(controlCarrier, controlCarrier.LocalEndpoint(""), control, [], [], new EmittedBinding(), cancellation).ConfigureAwait(false);
            return new BenchServer(own, watchdog, await stack.ServeAsync(served, carrier, endpoint, cancellation).ConfigureAwait(false), served);
        }
        catch
        {
            if (own is not null)
            {
                await own.DisposeAsync().ConfigureAwait(false);
            }
            watchdog.Dispose();
            throw;
        }
    }

    /// <summary>Finishes the calls under way and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stack is not null)
        {
            await _stack.DisposeAsync().ConfigureAwait(false);
        }
        await _own.DisposeAsync().ConfigureAwait(false);
        _watchdog.Dispose();
    }

    /// <summary>A client of the control contract.</summary>
    internal static RpcClient Control(Endpoint endpoint, ICarrier carrier, PlugCatalog plugs, TimeSpan deadline)
    {
        IConnectionStrategy strategy = plugs.All<IConnectionStrategy>().First(s => s.IsLongLived);
        var options = new ClientOptions { Deadline = deadline, Connections = 1, Pool = 1 };
        return new RpcClient(new RpcTarget(endpoint, carrier, strategy, new ControlCodec(), new EmittedBinding(), ServiceContract.Of(typeof(IServerControl))), options);
    }

    private static Task<RpcServer> StartAsync(
        ICarrier carrier,
        Endpoint endpoint,
        ServerControl control,
        IReadOnlyList<(ServiceContract Contract, object Service)> services,
        IEnumerable<ICodec> codecs,
        IBinding binding,
        CancellationToken cancellation)
    {
        var options = new RpcServerOptions
        {
            Services = [(ServiceContract.Of(typeof(IServerControl)), control), .. services],
            Codecs = [new ControlCodec(), .. codecs],
            Binding = new BesideControl(binding),
        };
        return RpcServer.StartAsync(options, carrier, endpoint, cancellation: cancellation);
    }

    /// <summary>The binding of the scenarios; the control contract keeps one that serves every contract.</summary>
    private sealed class BesideControl(IBinding scenarios) : IBinding
    {
        private readonly EmittedBinding _control = new();

        public string Name => scenarios.Name;

        public string Summary => scenarios.Summary;

        public object CreateClient(ServiceContract contract, IMethodCallers callers) => For(contract).CreateClient(contract, callers);

        public Func<TRequest, CancellationToken, ValueTask<TReply>> CreateHandler<TRequest, TReply>(ServiceContract contract, MethodContract method, object service) =>
            For(contract).CreateHandler<TRequest, TReply>(contract, method, service);

        private IBinding For(ServiceContract contract) => contract.Type == typeof(IServerControl) ? _control : scenarios;
    }
}
