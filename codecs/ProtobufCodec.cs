using System.Buffers;
using System.Collections;
using System.Reflection;
using Bench.Codecs.Protobuf;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using ProtoBuf.Meta;

namespace Bench.Codecs;

/// <summary>
/// Protocol Buffers by protobuf-net, one compiled model per message type; field numbers are <c>[DataMember(Order)]</c>.
/// </summary>
/// <remarks>
/// A Protocol Buffers message has no end mark: bytes after it are read as more of its fields, and a message cut between
/// two fields is a shorter one. Bytes that are no well-formed field are an error; a frame's length has to settle the rest.
/// </remarks>
public sealed class ProtobufCodec : ICodec, IRankedPlug
{
    /// <inheritdoc/>
    public string Name => "protobuf";

    /// <inheritdoc/>
    public string Summary => "Protocol Buffers, protobuf-net 3";

    /// <inheritdoc/>
    public int Rank => 2;

    /// <inheritdoc/>
    public string? Losses =>
        "zeros (-0.0 too) and empty collections except of primitives and enums are not sent: they come back as the class initializes them; "
        + "unpaired surrogates in strings become U+FFFD";

    /// <inheritdoc/>
    public string? WhyNot(Type messageType)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        RuntimeTypeModel model = RuntimeTypeModel.Create();
        return MessageTypes.ReachableFrom(messageType).Select(part => WhyNotPart(part, model)).FirstOrDefault(reason => reason is not null)
            ?? (IsCollection(messageType) || !model.CanSerializeContractType(messageType) ? NoMessage(messageType) : null);
    }

    /// <inheritdoc/>
    public IMessageCodec<T> For<T>() => new MessageCodec<T>(Compile(typeof(T)));

    private static string? WhyNotPart(Type type, RuntimeTypeModel model)
    {
        (MemberInfo? unsent, _) = MessageTypes.MembersOf(type).FirstOrDefault(m => m.Attribute.Order < 1);
        return unsent is not null ? $"{type}.{unsent.Name} has no field number: give it [DataMember(Order = 1…)]"
            : IsCollection(type) || Nullable.GetUnderlyingType(type) is not null || model.CanSerialize(type) ? null
            : NoMessage(type);
    }

    private static string NoMessage(Type type) =>
        $"{type} is no Protocol Buffers message: give it [DataContract] and its members [DataMember(Order = 1…)]";

    private static bool IsCollection(Type type) => typeof(IEnumerable).IsAssignableFrom(type);

    private static RuntimeTypeModel Compile(Type messageType)
    {
        RuntimeTypeModel model = RuntimeTypeModel.Create();
        model.IncludeDateTimeKind = true;
        model.MaxDepth = CodecLimits.MaxDepth;
        model.AfterApplyDefaultBehaviour += (_, e) => PackNumbers(e.MetaType);
        model.Add(messageType, applyDefaultBehaviour: true);
        model.CompileInPlace();
        return model;
    }

    /// <summary>Numbers in one field instead of one field each: the default of proto3, but not of the library.</summary>
    private static void PackNumbers(MetaType contract)
    {
        foreach (ValueMember field in contract.GetFields())
        {
            field.IsPacked = field.ItemType is { } item && (item.IsPrimitive || item.IsEnum);
        }
    }

    private sealed class MessageCodec<T>(RuntimeTypeModel model) : IMessageCodec<T>
    {
        /// <summary>
        /// Through a stream: the library's buffer writer learns the lengths of nested messages in a pass of its own, which
        /// takes 2–4 times as long for nested messages and allocates about 130 bytes for each; its stream writer fills them in
        /// afterwards, in a pooled buffer, at the price of one copy.
        /// </summary>
        public void Encode(T message, IBufferWriter<byte> output)
        {
            ArgumentNullException.ThrowIfNull(message);
            using var stream = new BufferWriterStream(output);
            model.Serialize(stream, message);
        }

        public T Decode(in ReadOnlySequence<byte> input) => model.Deserialize<T>(input);
    }
}
