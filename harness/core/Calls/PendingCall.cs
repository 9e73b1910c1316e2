using System.Buffers;
using System.Threading.Tasks.Sources;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;

namespace Bench.Harness.Calls;

/// <summary>A typed call under way: the awaitable of the caller and the encoder of the request; reused once its result was taken.</summary>
internal sealed class PendingCall<TRequest, TReply> : OutgoingCall, IValueTaskSource<TReply>
{
    private readonly MethodCaller<TRequest, TReply> _caller;
    private ManualResetValueTaskSourceCore<TReply> _source;
    private CancellationTokenRegistration _registration;
    private TRequest _request = default!;
    private TReply _reply = default!;
    private TReply? _spent;
    private CallScope? _scope;

    public PendingCall(MethodCaller<TRequest, TReply> caller)
    {
        _caller = caller;
        Method = caller.Method.Id;
    }

    public ValueTask<TReply> Task => new(this, _source.Version);

    public long Begin(TRequest request, long nowNs, long deadlineNs, CallScope? scope)
    {
        _request = request;
        _scope = scope;
        return Begin(nowNs, deadlineNs);
    }

    /// <summary>From now on the token may end the call.</summary>
    public void CancelWith(CancellationToken cancellation)
    {
        if (cancellation.CanBeCanceled)
        {
            _registration = cancellation.UnsafeRegister(static state => ((PendingCall<TRequest, TReply>)state!).Cancel(), this);
        }
    }

    public override void WriteTo(IBufferWriter<byte> output) => _caller.RequestCodec.Encode(_request, output);

    protected override void Continue() => _source.SetResult(_reply);

    public TReply GetResult(short token)
    {
        TReply reply = _source.GetResult(token);
        CallOutcome outcome = Outcome;
        _registration.Dispose();
        _registration = default;
        _request = default!;
        _reply = default!;
        if (_caller.ReusingCodec is not null)
        {
            _spent = reply;
        }
        _source.Reset();
        CallScope? scope = _scope;
        _scope = null;
        _caller.Return(this);
        if (scope is not null)
        {
            scope.Outcome = outcome;
        }
        else if (!outcome.IsOk)
        {
            throw new RpcException(outcome);
        }
        return reply;
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    protected override CallOutcome Decode(in ReadOnlySequence<byte> payload)
    {
        try
        {
            _reply = _caller.ReusingCodec is { } reusing && _spent is { } spent ? reusing.Decode(payload, spent) : _caller.ReplyCodec.Decode(payload);
            return CallOutcome.Ok;
        }
        catch (Exception e)
        {
            return CallOutcome.Failed(ErrorKind.Decode, $"the reply of {_caller.Method.Name} can't be decoded: {e.Message}");
        }
    }

    private void Cancel()
    {
        if (TryEnd(Ticket, CallOutcome.Cancelled))
        {
            // Read by the winner only: before, the call may be on its way out and not know its connection yet.
            ClientConnection? connection = Connection;
            ulong correlation = Correlation;
            Signal();
            connection?.Forget(correlation);
        }
    }
}
