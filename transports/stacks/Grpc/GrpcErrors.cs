using Bench.Harness.Outcome;
using Grpc.Core;

namespace Bench.Transports.Stacks.Grpc;

/// <summary>Failed calls as gRPC says them: a status, and a trailer with the kind where a status alone would not tell.</summary>
internal static class GrpcErrors
{
    /// <summary>What a server throws for a failed call.</summary>
    public static RpcException Of(ErrorKind kind, string message) =>
        new(new Status(StatusCode.Internal, message), new Metadata { { MessageException.KindHeader, kind.Name() } });

    /// <summary>What a server throws for what a handler threw.</summary>
    public static RpcException OfHandler(string method, Exception cause, CancellationToken cancellation) => cause is OperationCanceledException && cancellation.IsCancellationRequested
        ? new RpcException(new Status(StatusCode.Cancelled, "cancelled by the caller"))
        : Of(ErrorKind.Remote, $"{method} failed on the server: {cause.Message}");

    /// <summary>What a failure means on the client.</summary>
    public static CallOutcome OutcomeOf(Exception failure) => failure is RpcException e
        ? OutcomeOf(e)
        : ConnectionErrors.Within(failure) ?? CallOutcome.Failed(ErrorKind.Internal, failure.Message);

    private static CallOutcome OutcomeOf(RpcException e)
    {
        if (MessageException.Within(e.Status.DebugException) is CallOutcome message)
        {
            return message;
        }
        if (e.Trailers.GetValue(MessageException.KindHeader) is string kind)
        {
            return CallOutcome.Failed(ErrorKindNames.Parse(kind), e.Status.Detail);
        }
        return e.StatusCode switch
        {
            StatusCode.DeadlineExceeded => CallOutcome.Timeout,
            StatusCode.ResourceExhausted => CallOutcome.Failed(ErrorKind.TooLarge, e.Status.Detail),
            StatusCode.Unimplemented => CallOutcome.Failed(ErrorKind.Protocol, $"the server does not serve that: {e.Status.Detail}"),
            _ => ConnectionErrors.Within(e.Status.DebugException) ?? (e.StatusCode == StatusCode.Unavailable
                ? ConnectionErrors.Lost(e.Status.Detail)
                : CallOutcome.Failed(ErrorKind.Remote, $"{e.StatusCode}: {e.Status.Detail}")),
        };
    }
}
