using System.Buffers;
using System.IO.Pipelines;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Microsoft.AspNetCore.Http;

namespace Bench.Transports.Stacks.Http;

/// <summary>Handles requests by their path: a terminal middleware, without routing.</summary>
internal sealed class HttpService : IMethodVisitor
{
    private readonly Dictionary<string, RequestDelegate> _methods = new(StringComparer.Ordinal);

    private HttpService()
    {
    }

    /// <summary>What serves a scenario.</summary>
    public static RequestDelegate Of(ServedScenario served)
    {
        var service = new HttpService();
        served.Visit(service);
        return service.HandleAsync;
    }

    public void Visit<TRequest, TReply>(
        MethodContract method, Func<TRequest, CancellationToken, ValueTask<TReply>> handler, IMessageCodec<TRequest> requestCodec, IMessageCodec<TReply> replyCodec) =>
        _methods.Add(HttpPaths.Of(method), new HttpServerMethod<TRequest, TReply>(method.Name, handler, requestCodec, replyCodec).HandleAsync);

    private Task HandleAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        return HttpMethods.IsPost(context.Request.Method) && _methods.TryGetValue(path, out RequestDelegate? handle)
            ? handle(context)
            : HttpErrors.WriteAsync(context, StatusCodes.Status404NotFound, ErrorKind.Protocol, $"the server does not serve {context.Request.Method} {path}");
    }
}

/// <summary>Decodes requests of one method, invokes its handler, and encodes the replies.</summary>
internal sealed class HttpServerMethod<TRequest, TReply>(
    string name, Func<TRequest, CancellationToken, ValueTask<TReply>> handler, IMessageCodec<TRequest> requestCodec, IMessageCodec<TReply> replyCodec)
{
    public async Task HandleAsync(HttpContext context)
    {
        PipeReader body = context.Request.BodyReader;
        ReadResult read = await body.ReadAsync().ConfigureAwait(false);
        while (!read.IsCompleted)
        {
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await body.ReadAsync().ConfigureAwait(false);
        }
        TRequest request;
        try
        {
            request = requestCodec.Decode(read.Buffer);
        }
        catch (Exception e)
        {
            await HttpErrors.WriteAsync(context, StatusCodes.Status400BadRequest, ErrorKind.Decode, $"the request of {name} can't be decoded: {e.Message}").ConfigureAwait(false);
            return;
        }
        finally
        {
            body.AdvanceTo(read.Buffer.End);
        }
        TReply reply;
        try
        {
            reply = await handler(request, context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await HttpErrors.WriteAsync(context, StatusCodes.Status500InternalServerError, ErrorKind.Remote, $"{name} failed on the server: {e.Message}").ConfigureAwait(false);
            return;
        }
        await ReplyAsync(context, reply).ConfigureAwait(false);
    }

    private Task ReplyAsync(HttpContext context, TReply reply)
    {
        using var encoded = new EncodedMessage();
        try
        {
            replyCodec.Encode(reply, encoded);
        }
        catch (Exception e)
        {
            return HttpErrors.WriteAsync(context, StatusCodes.Status500InternalServerError, ErrorKind.Encode, $"the reply of {name} can't be encoded: {e.Message}");
        }
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = encoded.Length;
        // Kestrel sends it when the request is over, along with the end of the response.
        context.Response.BodyWriter.Write(encoded.Written.Span);
        return Task.CompletedTask;
    }
}
