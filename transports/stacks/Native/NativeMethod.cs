using Grpc.Core;

namespace Bench.Transports.Stacks.Native;

/// <summary>A method of generated code behind the contract's messages.</summary>
internal abstract class NativeMethod<TRequest, TReply>
{
    /// <summary>Calls it.</summary>
    public abstract Task<TReply> CallAsync(TRequest request, CallOptions options);
}

/// <summary>Finds the methods of generated code by the names that the contracts give them.</summary>
internal static class NativeMethod
{
    /// <summary>Scenarios that there is generated code for.</summary>
    public static IReadOnlyList<string> Scenarios { get; } = ["echo", "echo-1k"];

    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public static NativeMethod<TRequest, TReply> Create<TRequest, TReply>(string name, CallInvoker invoker) => name switch
    {
        "EchoAsync" => new NativeMethod<TRequest, TReply, EchoMessage, EchoMessage>(new Echo.EchoClient(invoker).EchoAsync),
        "ReadAsync" => new NativeMethod<TRequest, TReply, DocumentQuery, Document>(new Documents.DocumentsClient(invoker).ReadAsync),
        _ => throw new InvalidOperationException($"messages.proto has no method {name}"),
    };
}

internal sealed class NativeMethod<TRequest, TReply, TNativeRequest, TNativeReply>(Func<TNativeRequest, CallOptions, AsyncUnaryCall<TNativeReply>> call)
    : NativeMethod<TRequest, TReply>
{
    private readonly Func<TRequest, TNativeRequest> _request = MessageMap.Of<TRequest, TNativeRequest>();
    private readonly Func<TNativeReply, TReply> _reply = MessageMap.Of<TNativeReply, TReply>();

    public override async Task<TReply> CallAsync(TRequest request, CallOptions options) =>
        _reply(await call(_request(request), options).ResponseAsync.ConfigureAwait(false));
}
