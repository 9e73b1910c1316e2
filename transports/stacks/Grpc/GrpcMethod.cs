using System.Reflection;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Grpc.Core;

namespace Bench.Transports.Stacks.Grpc;

/// <summary>A method of a contract as gRPC knows it.</summary>
internal abstract class GrpcMethod<TRequest, TReply>
{
    /// <summary>Calls it.</summary>
    public abstract Task<TReply> CallAsync(CallInvoker invoker, CallOptions options, TRequest request);

    /// <summary>Serves it.</summary>
    public abstract void Bind(ServerServiceDefinition.Builder service, Func<TRequest, CancellationToken, ValueTask<TReply>> handler);
}

/// <summary>Makes methods. gRPC takes classes alone, the pipeline takes anything: what is between the two is found once per method.</summary>
internal static class GrpcMethod
{
    /// <summary>A method for one side.</summary>
    /// <param name="method">The method; both messages are classes.</param>
    /// <param name="requestCodec">Codec of requests.</param>
    /// <param name="replyCodec">Codec of replies.</param>
    /// <param name="failure">What is thrown if a message can't be encoded or decoded.</param>
    public static GrpcMethod<TRequest, TReply> Create<TRequest, TReply>(
        MethodContract method, IMessageCodec<TRequest> requestCodec, IMessageCodec<TReply> replyCodec, Func<ErrorKind, string, Exception> failure) =>
        (GrpcMethod<TRequest, TReply>)Activator.CreateInstance(
            typeof(GrpcClassMethod<,>).MakeGenericType(typeof(TRequest), typeof(TReply)),
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions,
            null,
            [method, requestCodec, replyCodec, failure],
            null)!;
}

internal sealed class GrpcClassMethod<TRequest, TReply>(
    MethodContract method, IMessageCodec<TRequest> requestCodec, IMessageCodec<TReply> replyCodec, Func<ErrorKind, string, Exception> failure)
    : GrpcMethod<TRequest, TReply>
    where TRequest : class
    where TReply : class
{
    private readonly Method<TRequest, TReply> _method = new(
        MethodType.Unary,
        method.Info.DeclaringType!.FullName!,
        method.Name,
        GrpcMarshaller.Of(requestCodec, $"the request of {method.Name}", failure),
        GrpcMarshaller.Of(replyCodec, $"the reply of {method.Name}", failure));

    public override Task<TReply> CallAsync(CallInvoker invoker, CallOptions options, TRequest request) =>
        invoker.AsyncUnaryCall(_method, null, options, request).ResponseAsync;

    public override void Bind(ServerServiceDefinition.Builder service, Func<TRequest, CancellationToken, ValueTask<TReply>> handler) =>
        service.AddMethod(_method, GrpcHandlers.Of<TRequest, TReply, TReply>(_method.Name, handler, static reply => reply));
}
