using System.Buffers;
using System.Text.Json;
using Bench.Harness.Addressing;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Transports.Carriers;

namespace Bench.Tests.Support;

/// <summary>A contract that does on the server whatever a test asks for.</summary>
[RpcContract]
public interface IProbe
{
    ValueTask<ProbeReply> AskAsync(ProbeRequest request, CancellationToken cancellation);

    [Idempotent]
    ValueTask<ProbeReply> OtherAsync(ProbeRequest request, CancellationToken cancellation);
}

public sealed record ProbeRequest(int Number, string? Text = null, string Do = "answer");

public sealed record ProbeReply(int Number, string? Text = null);

/// <summary>Answers, fails, waits or notes that it was cancelled, as the request says.</summary>
public sealed class ProbeService : IProbe
{
    private int _cancelled;

    public int Cancelled => Volatile.Read(ref _cancelled);

    public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask<ProbeReply> AskAsync(ProbeRequest request, CancellationToken cancellation) => request.Do switch
    {
        "answer" => new ValueTask<ProbeReply>(new ProbeReply(request.Number, request.Text)),
        "throw" => throw new InvalidOperationException($"no {request.Number}"),
        "fault" => ValueTask.FromException<ProbeReply>(new InvalidOperationException($"no {request.Number}")),
        "throw-later" => ThrowLaterAsync(request),
        "yield" => YieldAsync(request),
        "hang" => HangAsync(request, cancellation),
        "hold" => HoldAsync(request),
        "much" => new ValueTask<ProbeReply>(new ProbeReply(request.Number, new string('x', request.Number))),
        _ => throw new ArgumentException(request.Do),
    };

    public ValueTask<ProbeReply> OtherAsync(ProbeRequest request, CancellationToken cancellation) =>
        request.Do == "answer" ? new(new ProbeReply(-request.Number, request.Text)) : AskAsync(request, cancellation);

    private static async ValueTask<ProbeReply> ThrowLaterAsync(ProbeRequest request)
    {
        await Task.Yield();
        throw new InvalidOperationException($"no {request.Number}");
    }

    private static async ValueTask<ProbeReply> YieldAsync(ProbeRequest request)
    {
        await Task.Yield();
        return new ProbeReply(request.Number, request.Text);
    }

    private async ValueTask<ProbeReply> HangAsync(ProbeRequest request, CancellationToken cancellation)
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
        return new ProbeReply(request.Number);
    }

    private async ValueTask<ProbeReply> HoldAsync(ProbeRequest request)
    {
        await Held.Task;
        return new ProbeReply(request.Number);
    }
}

/// <summary>A codec for tests of the pipeline alone.</summary>
internal sealed class PlainCodec(string name = "plain") : ICodec
{
    public string Name => name;

    public string Summary => "JSON for tests";

    public IMessageCodec<T> For<T>() => new Messages<T>();

    private sealed class Messages<T> : IMessageCodec<T>
    {
        public void Encode(T message, IBufferWriter<byte> output)
        {
            using var writer = new Utf8JsonWriter(output);
            JsonSerializer.Serialize(writer, message);
        }

        public T Decode(in ReadOnlySequence<byte> input)
        {
            var reader = new Utf8JsonReader(input);
            return JsonSerializer.Deserialize<T>(ref reader)!;
        }
    }
}

/// <summary>A probe server with clients of any transport.</summary>
internal sealed class ProbeHost : IAsyncDisposable
{
    private const string On = " on ";

    private readonly string _folder = Directory.CreateTempSubdirectory("rpcbench-test-").FullName;

    private ProbeHost(ICarrier carrier) => Carrier = carrier;

    public static ServiceContract Contract { get; } = ServiceContract.Of(typeof(IProbe));

    public static PlugCatalog Plugs { get; } = new(typeof(EmittedBinding).Assembly, typeof(TcpCarrier).Assembly);

    public ICarrier Carrier { get; }

    public ProbeService Service { get; } = new();

    public RpcServer Server { get; private set; } = null!;

    /// <summary>Every strategy over every carrier, and over its threads and event loops where it has any.</summary>
    public static TheoryData<string, string> Transports()
    {
        var data = new TheoryData<string, string>();
        foreach (IConnectionStrategy strategy in Plugs.All<IConnectionStrategy>())
        {
            foreach (ICarrier carrier in Plugs.All<ICarrier>())
            {
                data.Add(strategy.Name, carrier.Name);
                foreach (IoMode mode in new[] { IoMode.Threads, IoMode.Inline }.Where(m => carrier.WithIo(m) is { } own && own != carrier))
                {
                    data.Add(strategy.Name, carrier.Name + On + mode);
                }
            }
        }
        return data;
    }

    public static Task<ProbeHost> StartAsync(string carrier = "tcp", Func<RpcServerOptions, RpcServerOptions>? change = null) =>
        StartAsync(Carried(carrier), change);

    /// <summary>The carrier of a name, which may end with who waits.</summary>
    public static ICarrier Carried(string name)
    {
        string[] parts = name.Split(On);
        ICarrier carrier = Plugs.Find<ICarrier>("carrier", parts[0]);
        return parts.Length == 1 ? carrier : carrier.WithIo(Enum.Parse<IoMode>(parts[1]))!;
    }

    public static async Task<ProbeHost> StartAsync(ICarrier carrier, Func<RpcServerOptions, RpcServerOptions>? change = null)
    {
        var host = new ProbeHost(carrier);
        await host.RestartAsync(host.Carrier.LocalEndpoint(host._folder), change);
        return host;
    }

    public async Task RestartAsync(Endpoint endpoint, Func<RpcServerOptions, RpcServerOptions>? change = null)
    {
        var options = new RpcServerOptions { Services = [(Contract, Service)], Codecs = [new PlainCodec()], Binding = new EmittedBinding(), DrainTimeout = TimeSpan.FromSeconds(2) };
        Server = await RpcServer.StartAsync(change?.Invoke(options) ?? options, Carrier, endpoint);
    }

    public RpcClient Client(string strategy, ClientOptions? options = null, ICodec? codec = null, Endpoint? endpoint = null, ServiceContract? contract = null, IBinding? binding = null, ICarrier? carrier = null) => new(
        new RpcTarget(endpoint ?? Server.Endpoint, carrier ?? Carrier, Plugs.Find<IConnectionStrategy>("strategy", strategy), codec ?? new PlainCodec(), binding ?? new EmittedBinding(), contract ?? Contract),
        options);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
