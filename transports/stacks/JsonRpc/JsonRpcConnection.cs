using System.Diagnostics;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace Bench.Transports.Stacks.JsonRpc;

/// <summary>
/// The server's end of a connection. Requests are handled concurrently, which the library's docs recommend for speed; it says whether answers are still owed,
/// as the library itself ends a connection without looking.
/// </summary>
internal sealed class JsonRpcConnection : StreamJsonRpc.JsonRpc
{
    private int _unanswered;

    public JsonRpcConnection(Stream stream, string codec)
        : base(JsonRpcFormat.Over(stream, codec))
    {
        SynchronizationContext = null;
        // Otherwise handlers run on whose caller has gone.
        CancelLocallyInvokedMethodsWhenConnectionIsClosed = true;
        TraceSource.Switch.Level = SourceLevels.Off;
    }

    /// <summary>Whether every request is answered.</summary>
    public bool IsIdle => Volatile.Read(ref _unanswered) <= 0;

    protected override ValueTask<JsonRpcMessage> DispatchRequestAsync(JsonRpcRequest request, TargetMethod targetMethod, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _unanswered);
        return base.DispatchRequestAsync(request, targetMethod, cancellationToken);
    }

    protected override void OnResponseSent(JsonRpcMessage response)
    {
        Interlocked.Decrement(ref _unanswered);
        base.OnResponseSent(response);
    }
}
