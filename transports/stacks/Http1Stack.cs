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

/// <summary>HTTP/1.1 as .NET has it: one call at a time on each connection, as many connections as calls under way.</summary>
public sealed class Http1Stack : IStack
{
    /// <inheritdoc/>
    public string Name => "http1";

    /// <inheritdoc/>
    public string Summary => "HTTP/1.1, kept alive: SocketsHttpHandler and Kestrel";

    /// <inheritdoc/>
    public int Rank => 10;

    /// <inheritdoc/>
    public bool IsLongLived => true;

    /// <inheritdoc/>
    public string Setup =>
        "SocketsHttpHandler by HttpMessageInvoker, connections without limit (one per call under way), kept alive; Kestrel over HTTP/1.1 alone, a terminal middleware by path, "
        + "no routing, no logging; POST /CONTRACT/METHOD with Content-Length, bytes of the codec; deadlines by the client alone";

    /// <inheritdoc/>
    public int? Budget(ClientOptions options) => null;

    /// <inheritdoc/>
    public bool Runs(ICarrier carrier) => StackListener.Runs(carrier);

    /// <inheritdoc/>
    public IConnectionSource Open(ConnectionFactory connections) =>
        new HttpSource(connections, new StackConnections(connections, SslApplicationProtocol.Http11, isLongLived: true), HttpVersion.Version11);

    /// <inheritdoc/>
    public ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(served);
        return KestrelEndpoint.StartAsync(carrier, endpoint, HttpProtocols.Http1, static _ => { }, app => app.Run(HttpService.Of(served)), cancellation);
    }
}
