using System.Collections.Concurrent;
using Bench.Harness.Calls;
using Bench.Transports.Stacks.Clients;
using Bench.Transports.Stacks.Grpc;
using Grpc.Core;

namespace Bench.Transports.Stacks.Native;

/// <summary>Calls through clients that were generated.</summary>
internal sealed class GrpcNativeSource(ConnectionFactory connections, StackConnections sockets) : GrpcSource(connections, sockets)
{
    private readonly ConcurrentDictionary<ushort, object> _methods = new();

    protected override Task<TReply> InvokeAsync<TRequest, TReply>(StackCall<TRequest, TReply> call, CallOptions options)
    {
        var method = (NativeMethod<TRequest, TReply>)_methods.GetOrAdd(
            call.Method.Id, static (_, to) => NativeMethod.Create<TRequest, TReply>(to.Name, to.Invoker), (call.Method.Name, Invoker));
        return method.CallAsync(call.Request, options);
    }
}
