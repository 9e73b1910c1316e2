using Grpc.Core;

namespace Bench.Transports.Stacks.Grpc;

/// <summary>Handlers as gRPC wants them: a task for each call, and failures as statuses.</summary>
internal static class GrpcHandlers
{
    /// <param name="name">The method's name.</param>
    /// <param name="handler">Handles a request.</param>
    /// <param name="replied">Makes gRPC's message of what it answers.</param>
    public static UnaryServerMethod<TRequest, TReply> Of<TRequest, TReply, TAnswer>(
        string name, Func<TRequest, CancellationToken, ValueTask<TAnswer>> handler, Func<TAnswer, TReply> replied)
        where TRequest : class
        where TReply : class
    {
        return (request, context) =>
        {
            try
            {
                ValueTask<TAnswer> pending = handler(request, context.CancellationToken);
                return pending.IsCompletedSuccessfully ? Task.FromResult(replied(pending.Result)) : FinishAsync(pending, context);
            }
            catch (Exception e)
            {
                throw GrpcErrors.OfHandler(name, e, context.CancellationToken);
            }
        };

        async Task<TReply> FinishAsync(ValueTask<TAnswer> pending, ServerCallContext context)
        {
            try
            {
                return replied(await pending.ConfigureAwait(false));
            }
            catch (Exception e)
            {
                throw GrpcErrors.OfHandler(name, e, context.CancellationToken);
            }
        }
    }
}
