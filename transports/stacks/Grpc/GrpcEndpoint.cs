using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Wire;
using Bench.Transports.Stacks.Servers;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Bench.Transports.Stacks.Grpc;

/// <summary>Kestrel with Grpc.AspNetCore; messages may be as large as frames of the own pipeline.</summary>
internal static class GrpcEndpoint
{
    /// <summary>How client and server are set up, whatever the messages are.</summary>
    public static string Setup { get; } =
        $"Grpc.Net.Client {PackageVersion.Of(typeof(GrpcChannel))}, one channel, EnableMultipleHttp2Connections, 100 streams a connection; "
        + "Grpc.AspNetCore on Kestrel over HTTP/2 alone (h2c, or TLS with ALPN), no interceptors, no compression, no logging; deadlines by grpc-timeout";

    /// <param name="carrier">What carries the bytes.</param>
    /// <param name="endpoint">Where to listen.</param>
    /// <param name="services">Adds what the services need.</param>
    /// <param name="map">Maps the services.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ConnectException">It can't listen there.</exception>
    public static ValueTask<IServedEndpoint> StartAsync(
        ICarrier carrier, Endpoint endpoint, Action<IServiceCollection> services, Action<WebApplication> map, CancellationToken cancellation)
    {
        int mostBytes = new WireLimits().MaxFrameBytes;
        return KestrelEndpoint.StartAsync(
            carrier,
            endpoint,
            HttpProtocols.Http2,
            collection =>
            {
                collection.AddGrpc(grpc =>
                {
                    grpc.MaxReceiveMessageSize = mostBytes;
                    grpc.MaxSendMessageSize = mostBytes;
                });
                services(collection);
            },
            map,
            cancellation);
    }
}
