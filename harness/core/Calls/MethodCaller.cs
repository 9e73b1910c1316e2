using System.Collections.Concurrent;
using Bench.Harness.Contracts;

namespace Bench.Harness.Calls;

/// <summary>Gives a binding the caller of each method.</summary>
public interface IMethodCallers
{
    /// <summary>The caller of a method.</summary>
    MethodCaller<TRequest, TReply> For<TRequest, TReply>(MethodContract method);
}

/// <summary>Calls one method for one typed client. With a scope the outcome is left there; without, a failed call throws <see cref="RpcException"/>.</summary>
public sealed class MethodCaller<TRequest, TReply>
{
    private readonly RpcClient _client;
    private readonly ConcurrentBag<PendingCall<TRequest, TReply>> _others = [];
    private PendingCall<TRequest, TReply>? _idle;

    internal MethodCaller(RpcClient client, MethodContract method, IMessageCodec<TRequest> requestCodec, IMessageCodec<TReply> replyCodec, CallScope? scope)
    {
        _client = client;
        Method = method;
        RequestCodec = requestCodec;
        ReplyCodec = replyCodec;
        Scope = scope;
    }

    internal MethodContract Method { get; }

    internal IMessageCodec<TRequest> RequestCodec { get; }

    internal IMessageCodec<TReply> ReplyCodec { get; }

    internal CallScope? Scope { get; }

    /// <summary>
    /// Makes a call. Its continuation may run on the thread that reads the connection: code behind the await must not block.
    /// Await the result once, as with any <see cref="ValueTask{TResult}"/>.
    /// </summary>
    public ValueTask<TReply> InvokeAsync(TRequest request, CancellationToken cancellation)
    {
        PendingCall<TRequest, TReply> call = Interlocked.Exchange(ref _idle, null) ?? (_others.TryTake(out PendingCall<TRequest, TReply>? other) ? other : new PendingCall<TRequest, TReply>(this));
        ValueTask<TReply> result = call.Task;
        long now = _client.NowNs;
        long ticket = call.Begin(request, now, now + _client.DeadlineNs, cancellation);
        _client.Dispatch(call, ticket);
        return result;
    }

    internal void Return(PendingCall<TRequest, TReply> call)
    {
        if (Interlocked.CompareExchange(ref _idle, call, null) is not null)
        {
            _others.Add(call);
        }
    }
}
