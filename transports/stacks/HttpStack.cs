using System.Net.Security;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Stacks.Clients;
using Bench.Transports.Stacks.Http;
using Bench.Transports.Stacks.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bench.Transports.Stacks;

/// <summary>HTTP as .NET has it: POSTs by SocketsHttpHandler, handled by a terminal middleware of Kestrel; of one version alone.</summary>
public abstract class HttpStack : IStack
{
    private readonly Version _version;

    private protected HttpStack(Version version) => _version = version;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public abstract int Rank { get; }

    /// <inheritdoc/>
    public virtual bool IsLongLived => true;

    /// <inheritdoc/>
    public string Setup =>
        $"SocketsHttpHandler by HttpMessageInvoker, {Connecting}; Kestrel over {(IsHttp2 ? "HTTP/2 alone (prior knowledge, or TLS with ALPN)" : "HTTP/1.1 alone")}, "
        + "a terminal middleware by path, no routing, no logging; POST /CONTRACT/METHOD with its length, bytes of the codec; deadlines by the client alone";

    /// <summary>How its client uses connections, as a part of <see cref="Setup"/>.</summary>
    private protected abstract string Connecting { get; }

    private bool IsHttp2 => _version.Major == 2;

    /// <inheritdoc/>
    public int? Budget(ClientOptions options) => null;

    /// <inheritdoc/>
    public bool Runs(ICarrier carrier) => StackListener.Runs(carrier);

    /// <inheritdoc/>
    public IConnectionSource Open(ConnectionFactory connections) => new HttpSource(
        connections, new StackConnections(connections, IsHttp2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11, IsLongLived), _version, closes: !IsLongLived);

    /// <inheritdoc/>
    public ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(served);
        HttpProtocols protocol = IsHttp2 ? HttpProtocols.Http2 : HttpProtocols.Http1;
        return KestrelEndpoint.StartAsync(carrier, endpoint, protocol, static _ => { }, app => app.Run(HttpService.Of(served)), cancellation);
    }
}
