using System.Buffers;
using System.Collections;
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
        "zeros (-0.0 too) and empty collections except byte[] are not sent: they come back as the class initializes them; "
        + "unpaired surrogates in strings become U+FFFD";

    /// <inheritdoc/>
    public string? WhyNot(Type messageType)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        if (typeof(IEnumerable).IsAssignableFrom(messageType) || !RuntimeTypeModel.Create().CanSerializeContractType(messageType))
        {
            return $"{messageType} is no Protocol Buffers message: give it [DataContract] and its members [DataMember(Order = 1…)]";
        }
        try
        {
            _ = Compile(messageType);
            return null;
        }
        catch (Exception e)
        {
            return $"{messageType}: {e.GetBaseException().Message}";
        }
    }

    /// <inheritdoc/>
    public IMessageCodec<T> For<T>() => new MessageCodec<T>(Compile(typeof(T)));

    private static RuntimeTypeModel Compile(Type messageType)
    {
        RuntimeTypeModel model = RuntimeTypeModel.Create();
        model.IncludeDateTimeKind = true;
        model.MaxDepth = CodecLimits.MaxDepth;
        model.Add(messageType, applyDefaultBehaviour: true);
        model.CompileInPlace();
        return model;
    }

    private sealed class MessageCodec<T>(RuntimeTypeModel model) : IMessageCodec<T>
    {
        /// <summary>
        /// Through a stream: the library's buffer writer learns the lengths of nested messages in a pass of its own, which
        /// takes 2–4 times as long and allocates 131 bytes per record; its stream writer fills them in afterwards.
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
