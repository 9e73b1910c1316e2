using Bench.Harness.Contracts;
using Bench.Harness.Outcome;

namespace Bench.Harness.Calls;

/// <summary>The client of a stack: takes typed calls instead of frames.</summary>
public interface IStackChannel
{
    /// <summary>Makes a call. Never throws: what goes wrong is the outcome.</summary>
    ValueTask<StackAnswer<TReply>> CallAsync<TRequest, TReply>(StackCall<TRequest, TReply> call);
}

/// <summary>A call as a stack gets it.</summary>
/// <param name="Method">What to call.</param>
/// <param name="Request">The message.</param>
/// <param name="RequestCodec">Encodes it, where the stack leaves that to others.</param>
/// <param name="ReplyCodec">Decodes the reply likewise.</param>
/// <param name="Remaining">Time until the call ends as timeout, which the stack sees to.</param>
/// <param name="Cancellation">The caller gives up.</param>
public readonly record struct StackCall<TRequest, TReply>(
    MethodContract Method, TRequest Request, IMessageCodec<TRequest> RequestCodec, IMessageCodec<TReply> ReplyCodec, TimeSpan Remaining, CancellationToken Cancellation);

/// <summary>How a call through a stack ended.</summary>
/// <param name="Outcome">Its outcome.</param>
/// <param name="Reply">The reply, if the outcome is ok.</param>
public readonly record struct StackAnswer<TReply>(CallOutcome Outcome, TReply? Reply = default);
