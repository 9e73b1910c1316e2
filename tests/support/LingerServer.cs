using Bench.Codecs;
using Bench.Harness.Addressing;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Impostors;

namespace Bench.Tests.Support;

/// <summary>A real server process whose calls take as long as they are asked to, and clients of it.</summary>
internal sealed class LingerServer : IAsyncDisposable
{
    private readonly NetworkNamespace? _network;
    private readonly Func<string, Command> _serve;
    private Command _process;

    private LingerServer(Func<string, Command> serve, Command process, Endpoint endpoint, NetworkNamespace? network)
    {
        _serve = serve;
        _process = process;
        _network = network;
        Endpoint = endpoint;
    }

    public Endpoint Endpoint { get; }

    /// <summary>Starts one.</summary>
    /// <param name="network">Where it is to live; null for the machine's network.</param>
    /// <param name="handles">File handles that it may hold; null for as many as this process.</param>
    public static async Task<LingerServer> StartAsync(NetworkNamespace? network = null, int? handles = null)
    {
        Command process = Serve("127.0.0.1:0");
        return new LingerServer(Serve, process, Endpoint.Parse((await process.FirstLine)["listening ".Length..]), network);

        Command Serve(string at)
        {
            string[] args = ["serve", "--endpoint", at, "--scenarios", "linger", "--codecs", "messagepack"];
            return network is not null ? network.Start("impostors", args)
                : handles is not null ? Command.StartWithHandles(handles.Value, "impostors", args)
                : Command.Start("impostors", args);
        }
    }

    /// <summary>A client in this process.</summary>
    public RpcClient Client(string strategy, ClientOptions? options = null) => new(
        new RpcTarget(
            Endpoint,
            _network is null ? ProbeHost.Plugs.All<ICarrier>().First(c => c.Scheme == Endpoint.Scheme) : new NamespacedCarrier(_network),
            ProbeHost.Plugs.Find<IConnectionStrategy>("strategy", strategy),
            new MessagePackCodec(),
            new EmittedBinding(),
            ServiceContract.Of(typeof(ILinger))),
        options);

    public Task SignalAsync(string signal) => _process.SignalAsync(signal);

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        Command.Result result = await _process.EndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.DoesNotContain("Unhandled", result.Error, StringComparison.Ordinal);
        return result.ExitCode;
    }

    /// <summary>Starts it anew where it was.</summary>
    public async Task RestartAsync()
    {
        await _process.DisposeAsync();
        _process = _serve(Endpoint.ToString());
        await _process.FirstLine;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

/// <summary>Calls of a <see cref="LingerServer"/> whose outcomes are values.</summary>
internal static class LingerCalls
{
    public static async Task<CallOutcome> LingerAsync(this RpcClient client, Lingering request, bool idempotent = false)
    {
        var scope = new CallScope();
        ILinger linger = client.CreateClient<ILinger>(scope);
        await (idempotent ? linger.LookAsync(request, CancellationToken.None) : linger.LingerAsync(request, CancellationToken.None));
        return scope.Outcome;
    }
}
