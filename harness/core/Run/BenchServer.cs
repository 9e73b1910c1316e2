using Bench.Harness.Addressing;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Measure;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>The server side of a run: scenarios in the given codecs, and the control contract beside them.</summary>
public sealed class BenchServer : IAsyncDisposable
{
    private readonly RpcServer _server;
    private readonly PauseWatchdog _watchdog;

    private BenchServer(RpcServer server, PauseWatchdog watchdog)
    {
        _server = server;
        _watchdog = watchdog;
    }

    /// <summary>Where it really listens.</summary>
    public Endpoint Endpoint => _server.Endpoint;

    /// <summary>Requests that are failed on purpose; null for none.</summary>
    public InjectedFailures? Failures
    {
        get => _server.Failures;
        set => _server.Failures = value;
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
        var options = new RpcServerOptions
        {
            Services =
            [
                (ServiceContract.Of(typeof(IServerControl)), new ServerControl(() => server!, watchdog, Clock.System)),
                .. scenarios.Select(s => (ServiceContract.Of(s.ContractType), s.CreateService())),
            ],
            Codecs = [new ControlCodec(), .. codecs],
            Binding = new BesideControl(binding),
        };
        try
        {
            server = await RpcServer.StartAsync(options, carrier, endpoint, cancellation: cancellation).ConfigureAwait(false);
            return new BenchServer(server, watchdog);
        }
        catch
        {
            watchdog.Dispose();
            throw;
        }
    }

    /// <summary>Finishes the calls under way and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _watchdog.Dispose();
    }

    /// <summary>A client of the control contract.</summary>
    internal static RpcClient Control(Endpoint endpoint, ICarrier carrier, PlugCatalog plugs, TimeSpan deadline)
    {
        IConnectionStrategy strategy = plugs.All<IConnectionStrategy>().First(s => s.IsLongLived);
        var options = new ClientOptions { Deadline = deadline, Connections = 1, Pool = 1 };
        return new RpcClient(new RpcTarget(endpoint, carrier, strategy, new ControlCodec(), new EmittedBinding(), ServiceContract.Of(typeof(IServerControl))), options);
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
