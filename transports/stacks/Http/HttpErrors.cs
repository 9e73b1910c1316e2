using System.Net;
using Bench.Harness.Outcome;
using Microsoft.AspNetCore.Http;

namespace Bench.Transports.Stacks.Http;

/// <summary>Failed calls as HTTP says them: a status, a header with the kind, and the message as text.</summary>
internal static class HttpErrors
{
    /// <summary>Answers with an error.</summary>
    public static Task WriteAsync(HttpContext context, int status, ErrorKind kind, string message)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return Task.CompletedTask;
        }
        context.Response.StatusCode = status;
        context.Response.Headers[MessageException.KindHeader] = kind.Name();
        return context.Response.WriteAsync(message);
    }

    /// <summary>What an answer other than 200 means.</summary>
    public static async ValueTask<CallOutcome> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        string message = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        if (response.Headers.TryGetValues(MessageException.KindHeader, out IEnumerable<string>? kinds))
        {
            return CallOutcome.Failed(ErrorKindNames.Parse(kinds.First()), message);
        }
        return response.StatusCode == HttpStatusCode.RequestEntityTooLarge
            ? CallOutcome.Failed(ErrorKind.TooLarge, "the request is larger than the server takes")
            : CallOutcome.Failed(ErrorKind.Protocol, $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}");
    }
}
