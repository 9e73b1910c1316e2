using System.Buffers;
using System.Reflection;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Stages;
using Bench.Harness.Wire;

namespace Bench.Harness.Calls;

/// <summary>Decodes requests of one method, invokes its handler, and encodes the replies.</summary>
internal abstract class ServerMethod
{
    private static readonly MethodInfo CreateMethod = typeof(ServerMethod).GetMethod(nameof(Create), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Handles a request. A handler that completes synchronously is answered before this returns.</summary>
    public abstract void Handle(ServerConnection connection, in FrameHeader header, in ReadOnlySequence<byte> payload);

    /// <summary>The methods of a contract, by id.</summary>
    public static ServerMethod[] AllOf(ServiceContract contract, object service, ICodec codec, IBinding binding) =>
    [
        .. contract.Methods.Select(method => (ServerMethod)CreateMethod
            .MakeGenericMethod(method.RequestType, method.ReplyType)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [contract, method, service, codec, binding], null)!),
    ];

    private static ServerMethod<TRequest, TReply> Create<TRequest, TReply>(ServiceContract contract, MethodContract method, object service, ICodec codec, IBinding binding) =>
        new(method, binding.CreateHandler<TRequest, TReply>(contract, method, service), codec.For<TRequest>(), codec.For<TReply>());
}

internal sealed class ServerMethod<TRequest, TReply>(
    MethodContract method,
    Func<TRequest, CancellationToken, ValueTask<TReply>> handler,
    IMessageCodec<TRequest> requestCodec,
    IMessageCodec<TReply> replyCodec) : ServerMethod
{
    private readonly IReusingMessageCodec<TRequest>? _reusingCodec = requestCodec as IReusingMessageCodec<TRequest>;

    public override void Handle(ServerConnection connection, in FrameHeader header, in ReadOnlySequence<byte> payload)
    {
        ServerCall call = connection.RentCall(header);
        TRequest request;
        try
        {
            request = _reusingCodec is not null && call.SpentRequest is TRequest spent ? _reusingCodec.Decode(payload, spent) : requestCodec.Decode(payload);
        }
        catch (Exception e)
        {
            connection.SendError(header.Correlation, ErrorKind.Decode, $"the request of {method.Name} can't be decoded: {e.Message}");
            connection.Return(call);
            return;
        }
        connection.Mark(call, StagePoint.ServerDecoded);
        ValueTask<TReply> pending;
        try
        {
            connection.Mark(call, StagePoint.Handling);
            pending = handler(request, call.Token);
            if (pending.IsCompletedSuccessfully)
            {
                Reply(connection, call, request, pending.Result);
                connection.Return(call);
                return;
            }
        }
        catch (Exception e)
        {
            connection.SendFailure(call, method.Name, e);
            connection.Return(call);
            return;
        }
        connection.Await(call);
        _ = FinishAsync(connection, call, request, pending);
    }

    private async Task FinishAsync(ServerConnection connection, ServerCall call, TRequest request, ValueTask<TReply> pending)
    {
        try
        {
            TReply reply = await pending.ConfigureAwait(false);
            Reply(connection, call, request, reply);
        }
        catch (Exception e)
        {
            connection.SendFailure(call, method.Name, e);
        }
        connection.Finish(call);
    }

    private void Reply(ServerConnection connection, ServerCall call, TRequest request, TReply reply)
    {
        connection.Mark(call, StagePoint.Handled);
        connection.SendReply(method, call, new ReplyPayload(replyCodec, reply));
        if (_reusingCodec is not null)
        {
            // Not before the reply is encoded: it may be the request itself.
            call.SpentRequest = request;
        }
    }

    private readonly struct ReplyPayload(IMessageCodec<TReply> codec, TReply reply) : IFramePayload
    {
        public void WriteTo(IBufferWriter<byte> output) => codec.Encode(reply, output);
    }
}
