using System.Collections.Concurrent;
using Bench.Harness.Contracts;
using Bench.Harness.Stages;

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
    private readonly CallScope? _scope;
    private readonly RetryingCaller<TRequest, TReply>? _retrying;
    private readonly ConcurrentBag<PendingCall<TRequest, TReply>> _others = [];
    private PendingCall<TRequest, TReply>? _idle;
    private StageSampling _sampling;

    internal MethodCaller(RpcClient client, MethodContract method, IMessageCodec<TRequest> requestCodec, IMessageCodec<TReply> replyCodec, CallScope? scope)
    {
        _client = client;
        _scope = scope;
        _sampling = client.Stages is null ? default : new StageSampling(client.Stages.CreateDraws());
        Method = method;
        RequestCodec = requestCodec;
        ReplyCodec = replyCodec;
        ReusingCodec = scope is null ? null : replyCodec as IReusingMessageCodec<TReply>;
        _retrying = client.Options.Retry.IsOn ? new RetryingCaller<TRequest, TReply>(client, this, scope) : null;
    }

    internal MethodContract Method { get; }

    internal IMessageCodec<TRequest> RequestCodec { get; }

    internal IMessageCodec<TReply> ReplyCodec { get; }

    internal StageLedger? Stages => _client.Stages;

    /// <summary>The same codec where the reply of one call may be that of the next: it can do so, and there is a scope, so that calls come one at a time.</summary>
    internal IReusingMessageCodec<TReply>? ReusingCodec { get; }

    /// <summary>
    /// Makes a call. Its continuation may run on the thread that reads the connection: code behind the await must not block.
    /// Await the result once, as with any <see cref="ValueTask{TResult}"/>.
    /// </summary>
    public ValueTask<TReply> InvokeAsync(TRequest request, CancellationToken cancellation)
    {
        if (_retrying is not null)
        {
            return _retrying.InvokeAsync(request, cancellation);
        }
        long now = _client.NowNs;
        return AttemptAsync(request, now, now + _client.DeadlineNs, _scope, null, out _, cancellation);
    }

    /// <summary>Makes one attempt.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="nowNs">The time, ns of the clock.</param>
    /// <param name="deadlineNs">When it ends as timeout, ns of the clock.</param>
    /// <param name="scope">Where the outcome is left; null to throw.</param>
    /// <param name="avoided">The provider to avoid if there is another.</param>
    /// <param name="used">The provider it went to; null where there is no choice, or nobody to go to.</param>
    /// <param name="cancellation">Gives up.</param>
    internal ValueTask<TReply> AttemptAsync(
        TRequest request, long nowNs, long deadlineNs, CallScope? scope, CallRoute? avoided, out CallRoute? used, CancellationToken cancellation)
    {
        PendingCall<TRequest, TReply> call = Interlocked.Exchange(ref _idle, null) ?? (_others.TryTake(out PendingCall<TRequest, TReply>? other) ? other : new PendingCall<TRequest, TReply>(this));
        ValueTask<TReply> result = call.Task;
        long ticket = call.Begin(request, nowNs, deadlineNs, scope);
        if (_client.Stages is StageLedger ledger && _sampling.Next(ledger))
        {
            call.Stamps = ledger.Begin(nowNs);
        }
        IConnectionSource? way = _client.Choose(call, ticket, avoided);
        used = way as CallRoute;
        if (way is not null)
        {
            // Not before the provider is settled: whoever ends the call has to find the one that is told.
            call.CancelWith(cancellation);
            _client.Dispatch(way, call, ticket);
        }
        return result;
    }

    /// <summary>Time left until a deadline, at least a tick.</summary>
    internal TimeSpan Remaining(long deadlineNs) => TimeSpan.FromTicks(Math.Max(1, (deadlineNs - _client.NowNs) / TimeSpan.NanosecondsPerTick));

    internal void Return(PendingCall<TRequest, TReply> call)
    {
        if (Interlocked.CompareExchange(ref _idle, call, null) is not null)
        {
            _others.Add(call);
        }
    }
}
