using System.Buffers;
using System.Runtime.CompilerServices;
using Bench.Harness.Outcome;

namespace Bench.Harness.Contracts;

/// <summary>Makes operations with their types inferred.</summary>
public static class Operation
{
    /// <summary>An operation of a contract.</summary>
    /// <param name="method">The method's name, e.g. <c>nameof(IEcho.EchoAsync)</c>.</param>
    /// <param name="weight">Relative share of the calls, 1 and up.</param>
    /// <param name="requests">The payloads, at least one; several different ones keep codecs from profiting of repetition.</param>
    /// <param name="call">Calls the method: <c>(client, request, cancellation) => client.EchoAsync(request, cancellation)</c>.</param>
    /// <param name="isRight">Whether a reply is the right answer to a request; cheap, as it runs within the measured call.</param>
    public static IOperation Of<TContract, TRequest, TReply>(
        string method,
        int weight,
        TRequest[] requests,
        Func<TContract, TRequest, CancellationToken, ValueTask<TReply>> call,
        Func<TRequest, TReply, bool> isRight)
        where TContract : class => new Operation<TContract, TRequest, TReply>(method, weight, requests, call, isRight);
}

internal sealed class Operation<TContract, TRequest, TReply>(
    string method,
    int weight,
    TRequest[] requests,
    Func<TContract, TRequest, CancellationToken, ValueTask<TReply>> call,
    Func<TRequest, TReply, bool> isRight) : IOperation
    where TContract : class
{
    private static readonly CallOutcome Wrong = CallOutcome.Failed(ErrorKind.WrongAnswer, "the answer is not the right one");

    public string Method => method;

    public int Weight => weight;

    public IReadOnlyList<Type> MessageTypes { get; } = [typeof(TRequest), typeof(TReply)];

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CallOutcome> CallAsync(object client, CallScope scope, long index, CancellationToken cancellation)
    {
        TRequest request = requests[(int)((ulong)index % (ulong)requests.Length)];
        TReply reply = await call(Unsafe.As<TContract>(client), request, cancellation).ConfigureAwait(false);
        return !scope.Outcome.IsOk || isRight(request, reply) ? scope.Outcome : Wrong with { Attempts = scope.Outcome.Attempts };
    }

    public async ValueTask<PayloadCheck> CheckPayloadsAsync(object service, ICodec codec)
    {
        IMessageCodec<TRequest> requestCodec = codec.For<TRequest>();
        IMessageCodec<TReply> replyCodec = codec.For<TReply>();
        var requestBytes = new List<long>(requests.Length);
        var replyBytes = new List<long>(requests.Length);
        string? difference = null;
        for (int i = 0; i < requests.Length; i++)
        {
            TReply reply = await call((TContract)service, requests[i], CancellationToken.None).ConfigureAwait(false);
            if (!isRight(requests[i], reply))
            {
                difference ??= $"the service itself answers request {i} of {method} wrongly";
            }
            requestBytes.Add(RoundTrip(requestCodec, requests[i], $"request {i} of {method}", ref difference));
            replyBytes.Add(RoundTrip(replyCodec, reply, $"reply {i} of {method}", ref difference));
        }
        return new PayloadCheck(method, Median(requestBytes), Median(replyBytes), difference);
    }

    private static long RoundTrip<T>(IMessageCodec<T> codec, T message, string what, ref string? difference)
    {
        var buffer = new ArrayBufferWriter<byte>();
        codec.Encode(message, buffer);
        T decoded = codec.Decode(new ReadOnlySequence<byte>(buffer.WrittenMemory));
        if (difference is null && MessageEquality.FirstDifference(message, decoded) is string where)
        {
            difference = $"{what}: {where}";
        }
        return buffer.WrittenCount;
    }

    private static double Median(List<long> sizes)
    {
        sizes.Sort();
        int middle = sizes.Count / 2;
        return sizes.Count % 2 == 1 ? sizes[middle] : (sizes[middle - 1] + sizes[middle]) / 2.0;
    }
}
