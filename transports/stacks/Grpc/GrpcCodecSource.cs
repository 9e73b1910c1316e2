using System.Collections.Concurrent;
using Bench.Harness.Calls;
using Bench.Transports.Stacks.Clients;
using Grpc.Core;

namespace Bench.Transports.Stacks.Grpc;

/// <summary>Calls whose messages are a codec's.</summary>
internal sealed class GrpcCodecSource(ConnectionFactory connections, StackConnections sockets) : GrpcSource(connections, sockets)
{
    private readonly ConcurrentDictionary<ushort, object> _methods = new();

    protected override Task<TReply> InvokeAsync<TRequest, TReply>(StackCall<TRequest, TReply> call, CallOptions options)
    {
        var method = (GrpcMethod<TRequest, TReply>)_methods.GetOrAdd(call.Method.Id, static (_, call) => MethodOf(call), call);
        return method.CallAsync(Invoker, options, call.Request);
    }

    private static GrpcMethod<TRequest, TReply> MethodOf<TRequest, TReply>(StackCall<TRequest, TReply> call) =>
        GrpcMethod.Create(call.Method, call.RequestCodec, call.ReplyCodec, static (kind, message) => new MessageException(kind, message));
}
