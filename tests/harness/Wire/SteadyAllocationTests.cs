using System.Buffers;
using System.Diagnostics;
using System.Reflection;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Tests.Codecs;
using Bench.Tests.Scenarios;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Wire;

/// <summary>What calls of the shipped scenarios allocate once warm, client and server together, beyond their messages: with one and with many under way.</summary>
[Collection(nameof(Allocations))]
public sealed class SteadyAllocationTests
{
    private const int Slices = 12;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, int> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, string, int>();
            foreach (string strategy in (string[])["pooled", "multiplexed"])
            {
                foreach ((string scenario, string codec) in (ReadOnlySpan<(string, string)>)[("raw-1k", "bytes"), ("echo-1k", "messagepack")])
                {
                    foreach (int inFlight in (int[])[1, 16, 64])
                    {
                        cells.Add(strategy, scenario, codec, inFlight);
                    }
                }
            }
            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Calls_allocate_their_messages_and_nothing_else(string strategy, string scenarioName, string codecName, int inFlight)
    {
        IScenario scenario = TestScenarios.Find(scenarioName);
        ICodec codec = TestCodecs.Find(codecName);
        ICarrier tcp = ProbeHost.Plugs.Find<ICarrier>("carrier", "tcp");
        var contract = ServiceContract.Of(scenario.ContractType);
        object service = scenario.CreateService();
        IOperation operation = scenario.CreateOperations(seed: 1)[0];
        await using RpcServer server = await RpcServer.StartAsync(
            new RpcServerOptions { Services = [(contract, service)], Codecs = [codec], Binding = new EmittedBinding() }, tcp, tcp.LocalEndpoint("unused"));
        await using var client = new RpcClient(
            new RpcTarget(server.Endpoint, tcp, ProbeHost.Plugs.Find<IConnectionStrategy>("strategy", strategy), codec, new EmittedBinding(), contract),
            new ClientOptions { Connections = 1, Pool = inFlight });
        double messages = codecName == "bytes" ? 0 : await MessagesAsync(scenario, codec, service, operation);
        var load = new SteadyLoad(client, operation, inFlight);

        // Unoptimized, the state machines of the two reads and two flushes are objects: 4 x 140 B.
        bool optimized = tcp.GetType().Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled != true;
        double most = optimized ? 0.999 : 560.999;
        // Callers that start cost some 420 bytes each: spread over so many calls, 64 of them are a quarter of a byte.
        int calls = optimized ? 100_000 : 5_000;
        double least = double.MaxValue;
        for (int slice = 0; slice < Slices && least > most; slice++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await load.RunAsync(calls);
            least = Math.Min(least, ((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)calls) - messages);
        }
        Assert.InRange(least, -1, most);
    }

    /// <summary>Bytes of a call's request and reply as decoded, and of what the handler makes.</summary>
    private static async Task<double> MessagesAsync(IScenario scenario, ICodec codec, object service, IOperation operation)
    {
        var scope = new CallScope();
        long least = long.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            await operation.CallAsync(service, scope, i, Stop);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least + TestScenarios.Messages(scenario, seed: 1).Take(2).Sum(m => Decoded(codec, m.Type, m.Message));
    }

    private static long Decoded(ICodec codec, Type type, object message)
    {
        AnyCodec ofType = TestCodecs.For(codec, type);
        var buffer = new ArrayBufferWriter<byte>();
        ofType.Encode(message, buffer);
        long least = long.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            ofType.Decode(new ReadOnlySequence<byte>(buffer.WrittenMemory));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    /// <summary>Callers that each make one call after the other, and rest between slices without ending.</summary>
    private sealed class SteadyLoad
    {
        private readonly IOperation _operation;
        private readonly (object Client, CallScope Scope)[] _callers;
        private long _next;

        public SteadyLoad(RpcClient client, IOperation operation, int callers)
        {
            _operation = operation;
            _callers = [.. Enumerable.Range(0, callers).Select(_ => new CallScope()).Select(s => (client.CreateClient(s), s))];
        }

        public async Task RunAsync(int calls)
        {
            long end = Interlocked.Read(ref _next) + calls;
            await Task.WhenAll(_callers.Select(c => CallAsync(c.Client, c.Scope, end)));
            Interlocked.Exchange(ref _next, end);
        }

        private async Task CallAsync(object client, CallScope scope, long end)
        {
            while (Interlocked.Increment(ref _next) is long index && index <= end)
            {
                Bench.Harness.Outcome.CallOutcome outcome = await _operation.CallAsync(client, scope, index, Stop);
                if (!outcome.IsOk)
                {
                    Assert.Fail($"call {index}: {outcome}");
                }
            }
        }
    }
}
