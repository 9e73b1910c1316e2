using System.Buffers;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;

namespace Bench.Codecs;

/// <summary>
/// JSON by System.Text.Json, with the code that its source generator wrote for the message types; none is made at run time. Messages look as those of
/// <see cref="JsonCodec"/>: names and order of members as declared, text as UTF-8 instead of escapes, where the library can.
/// </summary>
/// <remarks>
/// The generated writers are used as long as the options ask for nothing that they don't know. So NaN and infinities, for which JSON has no numbers,
/// are refused, and what characters to escape is said to the writer, not in the options. They also write a byte array that is null as an empty one.
/// </remarks>
public sealed class StjCodec : ICodec, IRankedPlug
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // Escapes what JSON demands, not what HTML does.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = CodecLimits.MaxDepth,
        // Generated code is right; the library's own writers don't check it either.
        SkipValidation = true,
    };

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = CodecLimits.MaxDepth };

    private static readonly ArrayBufferWriter<byte> Nowhere = new();

    private readonly ConcurrentDictionary<Assembly, JsonSerializerOptions> _options = new();

    /// <inheritdoc/>
    public string Name => "stj";

    /// <inheritdoc/>
    public string Summary => "JSON, System.Text.Json, source-generated";

    /// <inheritdoc/>
    public int Rank => 3;

    /// <inheritdoc/>
    public string? Losses => "null byte arrays come back empty; unpaired surrogates in strings become U+FFFD; NaN and infinities are refused";

    /// <inheritdoc/>
    public string? WhyNot(Type messageType)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        return OptionsFor(messageType).TryGetTypeInfo(messageType, out _)
            ? null
            : $"{messageType} has no generated JSON form: put [JsonSerializable(typeof({messageType.Name}))] on a JsonSerializerContext beside it, "
                + "and name that in [assembly: SerializerMetadata(typeof(…))]";
    }

    /// <inheritdoc/>
    public IMessageCodec<T> For<T>() => new MessageCodec<T>((JsonTypeInfo<T>)OptionsFor(typeof(T)).GetTypeInfo(typeof(T)));

    private JsonSerializerOptions OptionsFor(Type messageType) => _options.GetOrAdd(messageType.Assembly, static assembly =>
    {
        var options = new JsonSerializerOptions
        {
            MaxDepth = CodecLimits.MaxDepth,
            TypeInfoResolver = JsonTypeInfoResolver.Combine([.. MessageTypes.MetadataIn(assembly)
                .Where(typeof(IJsonTypeInfoResolver).IsAssignableFrom)
                .Select(type => (IJsonTypeInfoResolver)Activator.CreateInstance(type)!)]),
        };
        options.MakeReadOnly();
        return options;
    });

    private sealed class MessageCodec<T>(JsonTypeInfo<T> type) : IMessageCodec<T>
    {
        private readonly ObjectPool<Utf8JsonWriter> _writers = new(static () => new Utf8JsonWriter(Nowhere, WriterOptions));

        public void Encode(T message, IBufferWriter<byte> output)
        {
            ArgumentNullException.ThrowIfNull(message);
            Utf8JsonWriter writer = _writers.Rent();
            writer.Reset(output);
            JsonSerializer.Serialize(writer, message, type);
            // One that failed is not used again, and the output of a connection is not kept alive.
            writer.Reset(Nowhere);
            _writers.Return(writer);
        }

        public T Decode(in ReadOnlySequence<byte> input)
        {
            T? message = input.IsSingleSegment ? JsonSerializer.Deserialize(input.FirstSpan, type) : DecodeSegments(input);
            return message ?? throw new JsonException($"A message of type {typeof(T)} can't be null.");
        }

        private T? DecodeSegments(in ReadOnlySequence<byte> input)
        {
            var reader = new Utf8JsonReader(input, ReaderOptions);
            T? message = JsonSerializer.Deserialize(ref reader, type);
            // Throws at whatever follows but white space.
            _ = reader.Read();
            return message;
        }
    }
}
