using Bench.Codecs;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Scenarios;
using Bench.Transports.Carriers;
using Bench.Transports.Strategies;

namespace Bench.Micro.Stages;

/// <summary>
/// Callers of <c>raw-1k</c> in plain bytes and a server over one shared connection, all on one thread: every part of a call but the kernel and the changes of
/// threads, so that the time on the clock is CPU time. One run at a time.
/// </summary>
internal sealed class SingleThreadCalls : IAsyncDisposable
{
    private readonly SingleThread _thread;
    private readonly RpcServer _server;
    private readonly Caller[] _callers;

    private SingleThreadCalls(SingleThread thread, RpcServer server, RpcClient client, int callers, IOperation operation)
    {
        _thread = thread;
        _server = server;
        Client = client;
        _callers = [.. Enumerable.Range(0, callers).Select(_ => new Caller(client, operation))];
    }

    /// <summary>The client of all callers.</summary>
    public RpcClient Client { get; }

    /// <param name="callers">Most calls under way at one time.</param>
    /// <param name="options">What concerns stages; connections are what they are here.</param>
    public static async Task<SingleThreadCalls> StartAsync(int callers, ClientOptions options)
    {
        var thread = new SingleThread();
        var carrier = new MemoryCarrier(thread);
        var scenario = new RawScenario();
        var codec = new BytesCodec();
        var binding = new GeneratedBinding();
        var contract = ServiceContract.Of(scenario.ContractType);
        RpcServer server = await RpcServer.StartAsync(
            new RpcServerOptions { Services = [(contract, ((IScenario)scenario).CreateService())], Codecs = [codec], Binding = binding }, carrier, carrier.LocalEndpoint(nameof(SingleThreadCalls))).ConfigureAwait(false);
        var client = new RpcClient(
            new RpcTarget(server.Endpoint, carrier, new MultiplexedStrategy(), codec, binding, contract),
            // Between runs nobody answers heartbeats.
            options with { Connections = 1, Heartbeat = TimeSpan.Zero });
        return new SingleThreadCalls(thread, server, client, callers, ((IScenario)scenario).CreateOperations(seed: 1)[0]);
    }

    /// <summary>Makes calls, on this thread alone.</summary>
    /// <param name="inFlight">Callers that make them, each one call after the other.</param>
    /// <param name="calls">Calls of all of them.</param>
    /// <exception cref="InvalidOperationException">A call failed.</exception>
    public int Run(int inFlight, int calls)
    {
        var all = Task.WhenAll(_callers.Take(inFlight).Select(c => c.CallAsync(calls / inFlight)));
        _thread.RunUntil(all);
        return all.IsCompletedSuccessfully ? calls : throw new InvalidOperationException(all.Exception?.InnerException?.Message);
    }

    public async ValueTask DisposeAsync()
    {
        Task ending = EndAsync();
        await Task.Run(() => _thread.RunUntil(ending)).ConfigureAwait(false);
        await ending.ConfigureAwait(false);
    }

    private async Task EndAsync()
    {
        await Client.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Caller
    {
        private readonly CallScope _scope = new();
        private readonly IOperation _operation;
        private readonly object _client;
        private long _made;

        public Caller(RpcClient client, IOperation operation)
        {
            _operation = operation;
            _client = client.CreateClient(_scope);
        }

        public async Task CallAsync(int calls)
        {
            for (int i = 0; i < calls; i++)
            {
                CallOutcome outcome = await _operation.CallAsync(_client, _scope, _made++, CancellationToken.None).ConfigureAwait(false);
                if (!outcome.IsOk)
                {
                    throw new InvalidOperationException($"A call ended as {outcome}.");
                }
            }
        }
    }
}
