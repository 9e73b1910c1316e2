using System.Buffers;
using System.Reflection;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Nerdbank.MessagePack;
using PolyType;
using PolyType.Abstractions;

namespace Bench.Codecs;

/// <summary>
/// MessagePack by Nerdbank.MessagePack, with the shapes that PolyType's source generator wrote. A contract type is an array of its members in the order of
/// their declaration, as both sides of a connection agree on the contract (the library's <c>PerfOverSchemaStability</c>).
/// </summary>
/// <remarks>
/// Security is the library's default, that for untrusted data, with the depth limit of the other codecs. Dates of a kind other than UTC are an array of
/// ticks and kind instead of MessagePack's timestamp, which would turn them into UTC, or be refused.
/// </remarks>
public sealed class NerdbankCodec : ICodec, IRankedPlug
{
    private static readonly MessagePackSerializer Serializer = new MessagePackSerializer
    {
        PerfOverSchemaStability = true,
        StartingContext = new SerializationContext { MaxDepth = CodecLimits.MaxDepth },
    }.WithHiFiDateTime();

    private static readonly MethodInfo Resolve =
        typeof(TypeShapeResolver).GetMethods().Single(m => m.Name == nameof(TypeShapeResolver.ResolveDynamic) && m.GetGenericArguments().Length == 2);

    /// <inheritdoc/>
    public string Name => "nerdbank";

    /// <inheritdoc/>
    public string Summary => "MessagePack, Nerdbank.MessagePack 1, source-generated";

    /// <inheritdoc/>
    public int Rank => 5;

    /// <inheritdoc/>
    public string? Losses => "unpaired surrogates in strings become U+FFFD";

    /// <inheritdoc/>
    public string? WhyNot(Type messageType)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        return ShapeOf(messageType) is null
            ? $"{messageType} has no generated shape: put [GenerateShapeFor<{messageType.Name}>] on a partial class beside it, "
                + "and name that in [assembly: SerializerMetadata(typeof(…))]"
            : MessageTypes.ReachableFrom(messageType).Select(MessageTypes.WhyNotAsDeclared).FirstOrDefault(reason => reason is not null);
    }

    /// <inheritdoc/>
    public IMessageCodec<T> For<T>() => new MessageCodec<T>((ITypeShape<T>)ShapeOf(typeof(T))!);

    /// <summary>The shape that the type itself has, or a class that its assembly names; null if there is none.</summary>
    private static ITypeShape? ShapeOf(Type messageType) => MessageTypes.MetadataIn(messageType.Assembly).Prepend(messageType)
        .Select(source => (ITypeShape?)Resolve.MakeGenericMethod(messageType, source).Invoke(null, null))
        .FirstOrDefault(shape => shape is not null);

    private sealed class MessageCodec<T>(ITypeShape<T> shape) : IMessageCodec<T>
    {
        public void Encode(T message, IBufferWriter<byte> output)
        {
            ArgumentNullException.ThrowIfNull(message);
            var writer = new MessagePackWriter(output);
            Serializer.Serialize(ref writer, message, shape);
            writer.Flush();
        }

        public T Decode(in ReadOnlySequence<byte> input)
        {
            var reader = new MessagePackReader(input);
            T message = Serializer.Deserialize(ref reader, shape)
                ?? throw new MessagePackSerializationException($"A message of type {typeof(T)} can't be nil.");
            return reader.End
                ? message
                : throw new MessagePackSerializationException($"{input.Length - reader.Consumed} bytes follow the message of type {typeof(T)}.");
        }
    }
}
