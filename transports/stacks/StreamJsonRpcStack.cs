using System.Net.Security;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Transports.Stacks.Clients;
using Bench.Transports.Stacks.JsonRpc;
using Bench.Transports.Stacks.Servers;

namespace Bench.Transports.Stacks;

/// <summary>StreamJsonRpc over a socket, with its formatters for MessagePack.</summary>
public sealed class StreamJsonRpcStack : IStack
{
    private static readonly SslApplicationProtocol Protocol = new("streamjsonrpc");

    /// <inheritdoc/>
    public string Name => "streamjsonrpc";

    /// <inheritdoc/>
    public string Summary => "StreamJsonRpc over one socket, MessagePack";

    /// <inheritdoc/>
    public int Rank => 15;

    /// <inheritdoc/>
    public bool IsLongLived => true;

    /// <inheritdoc/>
    public string Setup =>
        $"StreamJsonRpc {PackageVersion.Of(typeof(StreamJsonRpc.JsonRpc))}, one connection, LengthHeaderMessageHandler over the socket's stream, MessagePackFormatter (codec messagepack) or NerdbankMessagePackFormatter (codec nerdbank), without interning of strings; the server handles requests concurrently "
        + "(no SynchronizationContext); no tracing; deadlines by the client, which cancels the request on the server";

    /// <inheritdoc/>
    public int? Budget(ClientOptions options) => 1;

    /// <inheritdoc/>
    public bool Runs(ICarrier carrier) => StackListener.Runs(carrier);

    /// <inheritdoc/>
    public string? WhyNot(IScenario scenario, ICodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return JsonRpcFormat.Codecs.Contains(codec.Name)
            ? null
            : $"'{Name}' encodes messages itself, in MessagePack: use the codec {string.Join(" or ", JsonRpcFormat.Codecs.Select(c => $"'{c}'"))}";
    }

    /// <inheritdoc/>
    public IConnectionSource Open(ConnectionFactory connections) => new JsonRpcSource(connections, new StackConnections(connections, Protocol, isLongLived: true));

    /// <inheritdoc/>
    public ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(served);
        return JsonRpcEndpoint.StartAsync(served, carrier, endpoint, Protocol, cancellation);
    }
}
