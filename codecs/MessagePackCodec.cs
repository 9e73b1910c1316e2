using System.Buffers;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;

namespace Bench.Codecs;

/// <summary>
/// MessagePack by MessagePack-CSharp, formatters emitted at run time: a contract type is an array indexed by
/// <c>[DataMember(Order)]</c>, its slot 0 nil.
/// </summary>
/// <remarks>
/// Security is <see cref="MessagePackSecurity.UntrustedData"/> with a lower depth limit: a server's port is open to
/// whoever reaches it, and what it costs beyond trust is a comparer for decoded dictionaries and a counter per object.
/// Dates are <see cref="DateTime.ToBinary"/> in 9 bytes instead of MessagePack's timestamp, which would turn every
/// kind into UTC.
/// </remarks>
public sealed class MessagePackCodec : ICodec, IRankedPlug
{
    private static readonly MessagePackSerializerOptions Options = new MessagePackSerializerOptions(new Resolver())
        .WithSecurity(MessagePackSecurity.UntrustedData.WithMaximumObjectGraphDepth(CodecLimits.MaxDepth));

    /// <inheritdoc/>
    public string Name => "messagepack";

    /// <inheritdoc/>
    public string Summary => "MessagePack, MessagePack-CSharp 3";

    /// <inheritdoc/>
    public int Rank => 1;

    /// <inheritdoc/>
    public string? Losses => "unpaired surrogates in strings become U+FFFD";

    /// <inheritdoc/>
    public string? WhyNot(Type messageType)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        return MessageTypes.ReachableFrom(messageType).Select(WhyNoFormatter).FirstOrDefault(reason => reason is not null);
    }

    /// <inheritdoc/>
    public IMessageCodec<T> For<T>() => new MessageCodec<T>();

    private static string? WhyNoFormatter(Type type)
    {
        try
        {
            return Options.Resolver.GetFormatterDynamic(type) is null
                ? $"{type} has no MessagePack form: give it [DataContract] and its members [DataMember(Order = 1…)]"
                : null;
        }
        catch (Exception e)
        {
            return $"{type}: {e.GetBaseException().Message}";
        }
    }

    private sealed class MessageCodec<T> : IMessageCodec<T>
    {
        private readonly IMessagePackFormatter<T> _formatter = Options.Resolver.GetFormatterWithVerify<T>();

        public void Encode(T message, IBufferWriter<byte> output)
        {
            ArgumentNullException.ThrowIfNull(message);
            var writer = new MessagePackWriter(output);
            _formatter.Serialize(ref writer, message, Options);
            writer.Flush();
        }

        public T Decode(in ReadOnlySequence<byte> input)
        {
            var reader = new MessagePackReader(input);
            T message = _formatter.Deserialize(ref reader, Options)
                ?? throw new MessagePackSerializationException($"A message of type {typeof(T)} can't be nil.");
            return reader.End
                ? message
                : throw new MessagePackSerializationException($"{input.Length - reader.Consumed} bytes follow the message of type {typeof(T)}.");
        }
    }

    private sealed class Resolver : IFormatterResolver
    {
        public IMessagePackFormatter<T>? GetFormatter<T>() => Cache<T>.Formatter;

        private static class Cache<T>
        {
            public static readonly IMessagePackFormatter<T>? Formatter =
                NativeDateTimeResolver.Instance.GetFormatter<T>() ?? StandardResolver.Instance.GetFormatter<T>();
        }
    }
}
