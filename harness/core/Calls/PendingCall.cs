using System.Buffers;
using System.Threading.Tasks.Sources;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Stages;

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
    private CancellationToken _cancellation;

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
            _cancellation = cancellation;
            _registration = cancellation.UnsafeRegister(static state => ((PendingCall<TRequest, TReply>)state!).Cancel(), this);
        }
    }

    public override void WriteTo(IBufferWriter<byte> output)
    {
        Stamps?.Mark(StagePoint.Encoding);
        _caller.RequestCodec.Encode(_request, output);
        Stamps?.Mark(StagePoint.Encoded);
    }

    public override void SendThrough(IStackChannel channel, long ticket)
    {
        if (!BeginSending(ticket))
        {
            return;
        }
        // Once the call is open again it may end and be used anew: from then on only the ticket is certain.
        var sent = new StackCall<TRequest, TReply>(_caller.Method, _request, _caller.RequestCodec, _caller.ReplyCodec, _caller.Remaining(DeadlineNs), _cancellation);
        if (EndSending(ticket, connection: null, correlation: 0))
        {
            _ = FinishAsync(channel.CallAsync(sent), ticket);
        }
        else
        {
            Signal();
        }
    }

    protected override void Continue() => _source.SetResult(_reply);

    public TReply GetResult(short token)
    {
        TReply reply = _source.GetResult(token);
        CallOutcome outcome = Outcome;
        if (Stamps is CallStamps stamps)
        {
            Stamps = null;
            if (outcome.IsOk)
            {
                _caller.Stages!.Add(stamps);
            }
        }
        _registration.Dispose();
        _registration = default;
        _cancellation = default;
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
            Stamps?.Mark(StagePoint.Decoding);
            _reply = _caller.ReusingCodec is { } reusing && _spent is { } spent ? reusing.Decode(payload, spent) : _caller.ReplyCodec.Decode(payload);
            Stamps?.Mark(StagePoint.Decoded);
            return CallOutcome.Ok;
        }
        catch (Exception e)
        {
            return CallOutcome.Failed(ErrorKind.Decode, $"the reply of {_caller.Method.Name} can't be decoded: {e.Message}");
        }
    }

    private async Task FinishAsync(ValueTask<StackAnswer<TReply>> pending, long ticket)
    {
        StackAnswer<TReply> answer = await pending.ConfigureAwait(false);
        if (TryEnd(ticket, answer.Outcome))
        {
            _reply = answer.Reply!;
            Signal();
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
