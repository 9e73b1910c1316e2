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

/// <summary>HTTP/1.1 as .NET has it, with a connection for each call.</summary>
public sealed class Http1PerCallStack : IStack
{
    /// <inheritdoc/>
    public string Name => "http1-per-call";

    /// <inheritdoc/>
    public string Summary => "HTTP/1.1, a connection per call: Connection: close";

    /// <inheritdoc/>
    public int Rank => 11;

    /// <inheritdoc/>
    public bool IsLongLived => false;

    /// <inheritdoc/>
    public string Setup =>
        "as http1, with Connection: close in each request: the server closes the connection after its answer";

    /// <inheritdoc/>
    public int? Budget(ClientOptions options) => null;

    /// <inheritdoc/>
    public bool Runs(ICarrier carrier) => StackListener.Runs(carrier);

    /// <inheritdoc/>
    public IConnectionSource Open(ConnectionFactory connections) =>
        new HttpSource(connections, new StackConnections(connections, SslApplicationProtocol.Http11, isLongLived: false), HttpVersion.Version11, closes: true);

    /// <inheritdoc/>
    public ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(served);
        return KestrelEndpoint.StartAsync(carrier, endpoint, HttpProtocols.Http1, static _ => { }, app => app.Run(HttpService.Of(served)), cancellation);
    }
}
