using System.Net.Security;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Transports.Stacks.Clients;
using Bench.Transports.Stacks.Grpc;
using Bench.Transports.Stacks.Servers;
using Microsoft.AspNetCore.Builder;

namespace Bench.Transports.Stacks;

/// <summary>gRPC as .NET has it, with messages in any codec.</summary>
public sealed class GrpcStack : IStack
{
    /// <inheritdoc/>
    public string Name => "grpc";

    /// <inheritdoc/>
    public string Summary => "gRPC: Grpc.Net.Client and Kestrel";

    /// <inheritdoc/>
    public int Rank => 13;

    /// <inheritdoc/>
    public bool IsLongLived => true;

    /// <inheritdoc/>
    public string Setup => $"{GrpcEndpoint.Setup}; bytes of the codec through marshallers that say the length first";

    /// <inheritdoc/>
    public int? Budget(ClientOptions options) => null;

    /// <inheritdoc/>
    public bool Runs(ICarrier carrier) => StackListener.Runs(carrier);

    /// <inheritdoc/>
    public string? WhyNot(IScenario scenario, ICodec codec)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return ServiceContract.Of(scenario.ContractType).Methods.SelectMany(m => new[] { m.RequestType, m.ReplyType }).FirstOrDefault(t => t.IsValueType) is Type value
            ? $"messages of gRPC are classes, and {value} is a struct"
            : null;
    }

    /// <inheritdoc/>
    public IConnectionSource Open(ConnectionFactory connections) =>
        new GrpcCodecSource(connections, new StackConnections(connections, SslApplicationProtocol.Http2, isLongLived: true));

    /// <inheritdoc/>
    public ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(served);
        return GrpcEndpoint.StartAsync(carrier, endpoint, static _ => { }, app => app.MapGrpcService(GrpcService.Of(served)), cancellation);
    }
}
