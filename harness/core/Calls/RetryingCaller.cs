using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Retries;
using Polly;

namespace Bench.Harness.Calls;

/// <summary>Makes as many attempts at a call as its client allows, within the call's one deadline. Not on the path of clients that make one.</summary>
internal sealed class RetryingCaller<TRequest, TReply>
{
    private readonly RpcClient _client;
    private readonly MethodCaller<TRequest, TReply> _caller;
    private readonly CallScope? _scope;
    private readonly ResiliencePipeline<AttemptEnd<TReply>> _pipeline;

    public RetryingCaller(RpcClient client, MethodCaller<TRequest, TReply> caller, CallScope? scope)
    {
        _client = client;
        _caller = caller;
        _scope = scope;
        _pipeline = RetryPipeline.Create<TReply>(client.Options.Retry, client.RetryBudget, caller.Method.IsIdempotent, client.Clock, client.Options.Seed + caller.Method.Id);
    }

    public async ValueTask<TReply> InvokeAsync(TRequest request, CancellationToken cancellation)
    {
        long nowNs = _client.NowNs;
        var call = new RetriedCall(nowNs, nowNs + _client.DeadlineNs);
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellation);
        context.Properties.Set(RetriedCall.Key, call);
        Outcome<AttemptEnd<TReply>> ended = await _pipeline.ExecuteOutcomeAsync(
            static (context, state) => state.Self.AttemptAsync(state.Request, state.Call, context.CancellationToken),
            context,
            (Self: this, Request: request, Call: call)).ConfigureAwait(false);
        ResilienceContextPool.Shared.Return(context);
        CallOutcome last = ended.Exception switch
        {
            null => ended.Result.Outcome,
            OperationCanceledException => CallOutcome.Cancelled,
            Exception e => CallOutcome.Failed(ErrorKind.Internal, e.Message),
        };
        CallOutcome outcome = last with { Attempts = call.Attempts };
        if (_scope is not null)
        {
            _scope.Outcome = outcome;
        }
        else if (!outcome.IsOk)
        {
            throw new RpcException(outcome);
        }
        return ended.Result.Reply;
    }

    private async ValueTask<Outcome<AttemptEnd<TReply>>> AttemptAsync(TRequest request, RetriedCall call, CancellationToken cancellation)
    {
        long nowNs = _client.NowNs;
        if (nowNs >= call.DeadlineNs)
        {
            return Polly.Outcome.FromResult(new AttemptEnd<TReply>(default!, CallOutcome.Timeout));
        }
        var scope = new CallScope();
        call.AttemptBegan();
        ValueTask<TReply> attempt = _caller.AttemptAsync(request, nowNs, call.DeadlineNs, scope, call.LastRoute, out CallRoute? used, cancellation);
        call.LastRoute = used;
        TReply reply = await attempt.ConfigureAwait(false);
        call.AttemptEnded(_client.NowNs);
        if (scope.Outcome.IsOk)
        {
            _client.RetryBudget.Succeeded();
        }
        else if (RetryDecision.IsTransient(scope.Outcome))
        {
            _client.RetryBudget.Failed();
        }
        return Polly.Outcome.FromResult(new AttemptEnd<TReply>(reply, scope.Outcome));
    }
}
