using Bench.Codecs;
using Bench.Harness.Addressing;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Scenarios;
using Bench.Transports.Carriers;
using Bench.Transports.Stacks;

namespace Bench.Tests.Support;

/// <summary>An echo that does on the server what the text of a message says.</summary>
internal sealed class ScriptedEcho : IEcho
{
    private int _cancelled;

    public int Cancelled => Volatile.Read(ref _cancelled);

    public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask<EchoMessage> EchoAsync(EchoMessage request, CancellationToken cancellation) => request.Text switch
    {
        "throw" => throw new InvalidOperationException($"no {request.Id}"),
        "throw-later" => ThrowLaterAsync(request),
        "hang" => HangAsync(request, cancellation),
        "hold" => HoldAsync(request),
        "much" => new ValueTask<EchoMessage>(new EchoMessage { Id = request.Id, Text = new string('x', (int)request.Id) }),
        _ => new ValueTask<EchoMessage>(request),
    };

    private static async ValueTask<EchoMessage> ThrowLaterAsync(EchoMessage request)
    {
        await Task.Yield();
        throw new InvalidOperationException($"no {request.Id}");
    }

    private async ValueTask<EchoMessage> HangAsync(EchoMessage request, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cancelled);
            throw;
        }
        return request;
    }

    private async ValueTask<EchoMessage> HoldAsync(EchoMessage request)
    {
        await Held.Task;
        return request;
    }
}

/// <summary>The echo of the catalog as a scenario whose server follows a script.</summary>
internal sealed class ScriptedScenario(ScriptedEcho service) : IScenario
{
    public string Name => "echo";

    public string Summary => "an echo for tests";

    public Type ContractType => typeof(IEcho);

    public object CreateService() => service;

    public IReadOnlyList<IOperation> CreateOperations(ulong seed) => [];
}

/// <summary>A stack's server with a scripted echo, and clients of it.</summary>
internal sealed class StackHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private StackHost(IStack stack, ICarrier carrier, ICodec codec)
    {
        Stack = stack;
        Carrier = carrier;
        Codec = codec;
        Served = new ServedScenario(new ScriptedScenario(Service), codec, new EmittedBinding());
    }

    public static PlugCatalog Plugs { get; } = new(
        typeof(EmittedBinding).Assembly, typeof(TcpCarrier).Assembly, typeof(GrpcStack).Assembly, typeof(JsonCodec).Assembly, typeof(EchoScenario).Assembly);

    public IStack Stack { get; }

    public ICarrier Carrier { get; }

    public ICodec Codec { get; }

    public ScriptedEcho Service { get; } = new();

    public ServedScenario Served { get; }

    public IServedEndpoint Server { get; private set; } = null!;

    /// <summary>Every stack over every carrier that it runs over.</summary>
    public static TheoryData<string, string> Transports()
    {
        var data = new TheoryData<string, string>();
        foreach (IStack stack in Plugs.All<IStack>())
        {
            foreach (ICarrier carrier in Plugs.All<ICarrier>().Where(stack.Runs))
            {
                data.Add(stack.Name, carrier.Name);
            }
        }
        return data;
    }

    /// <param name="stack">Its name.</param>
    /// <param name="carrier">The carrier's.</param>
    /// <param name="codec">Of the server; null for the first that the stack takes.</param>
    public static async Task<StackHost> StartAsync(string stack, string carrier = "tcp", ICodec? codec = null)
    {
        IStack found = Plugs.Find<IStack>("stack", stack);
        var host = new StackHost(found, Plugs.Find<ICarrier>("carrier", carrier), codec ?? CodecOf(found));
        await host.RestartAsync(host.Carrier.LocalEndpoint(host._folder.Path));
        return host;
    }

    public async Task RestartAsync(Endpoint endpoint) => Server = await Stack.ServeAsync(Served, Carrier, endpoint, CancellationToken.None);

    public RpcClient Client(ClientOptions? options = null, Endpoint? endpoint = null, ICodec? codec = null) =>
        new(new RpcTarget(endpoint ?? Server.Endpoint, Carrier, Stack, codec ?? Codec, new EmittedBinding(), Served.Contract), options);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private static ICodec CodecOf(IStack stack) => Plugs.All<ICodec>().First(c => stack.WhyNot(new ScriptedScenario(new ScriptedEcho()), c) is null);
}

/// <summary>Echoes one at a time, whose outcomes are values.</summary>
internal static class EchoCalls
{
    public static async Task<CallOutcome> EchoAsync(this RpcClient client, long id, string text = "", CancellationToken cancellation = default)
    {
        var scope = new CallScope();
        EchoMessage? reply = await client.CreateClient<IEcho>(scope).EchoAsync(new EchoMessage { Id = id, Text = text, Number = id / 3.0 }, cancellation);
        if (scope.Outcome.IsOk)
        {
            Assert.Equal(id, reply.Id);
        }
        return scope.Outcome;
    }
}
