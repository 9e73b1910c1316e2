using System.Buffers;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Grpc.Core;

namespace Bench.Transports.Stacks.Grpc;

/// <summary>Messages of any codec for gRPC: the way that generated code goes, with the length said first and the bytes straight in gRPC's own buffer.</summary>
internal static class GrpcMarshaller
{
    /// <param name="codec">Encodes and decodes.</param>
    /// <param name="message">What the message is, for what goes wrong: <c>the request of EchoAsync</c>.</param>
    /// <param name="failure">What is thrown then, which the client or the server knows how to pass on.</param>
    public static Marshaller<T> Of<T>(IMessageCodec<T> codec, string message, Func<ErrorKind, string, Exception> failure) => new(
        (value, context) =>
        {
            using var encoded = new EncodedMessage();
            try
            {
                codec.Encode(value, encoded);
            }
            catch (Exception e)
            {
                throw failure(ErrorKind.Encode, $"{message} can't be encoded: {e.Message}");
            }
            context.SetPayloadLength(encoded.Length);
            context.GetBufferWriter().Write(encoded.Written.Span);
            context.Complete();
        },
        context =>
        {
            try
            {
                return codec.Decode(context.PayloadAsReadOnlySequence());
            }
            catch (Exception e)
            {
                throw failure(ErrorKind.Decode, $"{message} can't be decoded: {e.Message}");
            }
        });
}
