using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Transports.Stacks.Grpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Bench.Transports.Stacks.Native;

/// <summary>The server side of <c>echo</c>.</summary>
internal sealed class EchoService(UnaryServerMethod<EchoMessage, EchoMessage> echo) : Echo.EchoBase
{
    public override Task<EchoMessage> Echo(EchoMessage request, ServerCallContext context) => echo(request, context);
}

/// <summary>The server side of <c>echo-1k</c>.</summary>
internal sealed class DocumentsService(UnaryServerMethod<DocumentQuery, Document> read) : Documents.DocumentsBase
{
    public override Task<Document> Read(DocumentQuery request, ServerCallContext context) => read(request, context);
}

/// <summary>Gives the services the handlers of a scenario, which count and may be made to fail.</summary>
internal sealed class NativeHandlers(IServiceCollection services) : IMethodVisitor
{
    public void Visit<TRequest, TReply>(
        MethodContract method, Func<TRequest, CancellationToken, ValueTask<TReply>> handler, IMessageCodec<TRequest> requestCodec, IMessageCodec<TReply> replyCodec)
    {
        switch (method.Name)
        {
            case "EchoAsync":
                services.AddSingleton(Mapped<TRequest, TReply, EchoMessage, EchoMessage>(method.Name, handler));
                break;
            case "ReadAsync":
                services.AddSingleton(Mapped<TRequest, TReply, DocumentQuery, Document>(method.Name, handler));
                break;
            default:
                throw new InvalidOperationException($"messages.proto has no method {method.Name}");
        }
    }

    private static UnaryServerMethod<TNativeRequest, TNativeReply> Mapped<TRequest, TReply, TNativeRequest, TNativeReply>(
        string name, Func<TRequest, CancellationToken, ValueTask<TReply>> handler)
        where TNativeRequest : class
        where TNativeReply : class
    {
        Func<TNativeRequest, TRequest> request = MessageMap.Of<TNativeRequest, TRequest>();
        Func<TReply, TNativeReply> reply = MessageMap.Of<TReply, TNativeReply>();
        return GrpcHandlers.Of<TNativeRequest, TNativeReply, TReply>(name, (native, cancellation) => handler(request(native), cancellation), reply);
    }
}
