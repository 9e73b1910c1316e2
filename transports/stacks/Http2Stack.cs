using System.Net;
using System.Net.Security;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Stacks.Clients;
using Bench.Transports.Stacks.Http;
using Bench.Transports.Stacks.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bench.Transports.Stacks;

/// <summary>HTTP/2 as .NET has it: calls share few connections.</summary>
public sealed class Http2Stack : IStack
{
    /// <inheritdoc/>
    public string Name => "http2";

    /// <inheritdoc/>
    public string Summary => "HTTP/2: SocketsHttpHandler and Kestrel";

    /// <inheritdoc/>
    public int Rank => 12;

    /// <inheritdoc/>
    public bool IsLongLived => true;

    /// <inheritdoc/>
    public string Setup =>
        "SocketsHttpHandler by HttpMessageInvoker, EnableMultipleHttp2Connections, 100 streams a connection; Kestrel over HTTP/2 alone (prior knowledge, or TLS with ALPN), "
        + "a terminal middleware by path, no routing, no logging; POST /CONTRACT/METHOD with content-length, bytes of the codec; deadlines by the client alone";

    /// <inheritdoc/>
    public int? Budget(ClientOptions options) => null;

    /// <inheritdoc/>
    public bool Runs(ICarrier carrier) => StackListener.Runs(carrier);

    /// <inheritdoc/>
    public IConnectionSource Open(ConnectionFactory connections) =>
        new HttpSource(connections, new StackConnections(connections, SslApplicationProtocol.Http2, isLongLived: true), HttpVersion.Version20);

    /// <inheritdoc/>
    public ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(served);
        return KestrelEndpoint.StartAsync(carrier, endpoint, HttpProtocols.Http2, static _ => { }, app => app.Run(HttpService.Of(served)), cancellation);
    }
}
