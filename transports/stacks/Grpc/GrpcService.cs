using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Grpc.Core;

namespace Bench.Transports.Stacks.Grpc;

/// <summary>Binds the methods of a scenario to gRPC, without code generated for them.</summary>
internal sealed class GrpcService : IMethodVisitor
{
    private readonly ServerServiceDefinition.Builder _builder = ServerServiceDefinition.CreateBuilder();

    private GrpcService()
    {
    }

    /// <summary>What gRPC serves.</summary>
    public static ServerServiceDefinition Of(ServedScenario served)
    {
        var service = new GrpcService();
        served.Visit(service);
        return service._builder.Build();
    }

    public void Visit<TRequest, TReply>(
        MethodContract method, Func<TRequest, CancellationToken, ValueTask<TReply>> handler, IMessageCodec<TRequest> requestCodec, IMessageCodec<TReply> replyCodec) =>
        GrpcMethod.Create(method, requestCodec, replyCodec, GrpcErrors.Of).Bind(_builder, handler);
}
