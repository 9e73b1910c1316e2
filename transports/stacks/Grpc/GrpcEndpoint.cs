using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Wire;
using Bench.Transports.Stacks.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Bench.Transports.Stacks.Grpc;

/// <summary>Kestrel with Grpc.AspNetCore; messages may be as large as frames of the own pipeline.</summary>
internal static class GrpcEndpoint
{
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
