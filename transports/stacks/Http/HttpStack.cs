using System.Net;
using System.Net.Security;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Stacks.Clients;
using Bench.Transports.Stacks.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bench.Transports.Stacks.Http;

/// <summary>Calls as POSTs of .NET's own client to Kestrel, by one version of HTTP alone.</summary>
public abstract class HttpStack : IStack
{
    private readonly bool _isHttp2;
    private readonly bool _closes;

    private protected HttpStack(bool isHttp2, bool closes = false) => (_isHttp2, _closes) = (isHttp2, closes);

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public abstract int Rank { get; }

    /// <inheritdoc/>
    public bool IsLongLived => !_closes;

    /// <inheritdoc/>
    public string Setup =>
        $"SocketsHttpHandler by HttpMessageInvoker, {Connecting}; Kestrel over {(_isHttp2 ? "HTTP/2 alone (prior knowledge, or TLS with ALPN)" : "HTTP/1.1 alone")}, "
        + "a terminal middleware by path, no routing, no logging; POST /CONTRACT/METHOD with its length, bytes of the codec; deadlines by the client alone";

    /// <summary>How its client uses connections, as a part of <see cref="Setup"/>.</summary>
    private protected abstract string Connecting { get; }

    private SslApplicationProtocol Protocol => _isHttp2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11;

    /// <inheritdoc/>
    public int? Budget(ClientOptions options) => null;

    /// <inheritdoc/>
    public bool Runs(ICarrier carrier) => StackListener.Runs(carrier);

    /// <inheritdoc/>
    public IConnectionSource Open(ConnectionFactory connections) =>
        new HttpSource(connections, new StackConnections(connections, Protocol, IsLongLived), _isHttp2 ? HttpVersion.Version20 : HttpVersion.Version11, _closes);

    /// <inheritdoc/>
    public ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(served);
        return KestrelEndpoint.StartAsync(
            carrier, endpoint, _isHttp2 ? HttpProtocols.Http2 : HttpProtocols.Http1, static _ => { }, app => app.Run(HttpService.Of(served)), cancellation);
    }
}
