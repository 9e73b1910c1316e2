using System.Buffers;
using System.Reflection;
using System.Runtime.Serialization;
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
        return WhyNot(messageType, []);
    }

    /// <inheritdoc/>
    public IMessageCodec<T> For<T>() => new MessageCodec<T>();

    /// <summary>The library meets the types of members at the first message only, so they are looked at here.</summary>
    private static string? WhyNot(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type))
        {
            return null;
        }
        try
        {
            if (Options.Resolver.GetFormatterDynamic(type) is null)
            {
                return $"{type} has no MessagePack form: give it [DataContract] and its members [DataMember(Order = 1…)]";
            }
        }
        catch (Exception e)
        {
            return $"{type}: {e.GetBaseException().Message}";
        }
        IEnumerable<Type> inner = type.IsArray ? [type.GetElementType()!]
            : type.IsGenericType ? type.GetGenericArguments()
            : type.GetMembers(BindingFlags.Instance | BindingFlags.Public)
                .Where(m => m.IsDefined(typeof(DataMemberAttribute)))
                .Select(m => m is PropertyInfo property ? property.PropertyType : ((FieldInfo)m).FieldType);
        return inner.Select(t => WhyNot(t, seen)).FirstOrDefault(reason => reason is not null);
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
