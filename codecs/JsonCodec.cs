using System.Buffers;
using System.Globalization;
using Bench.Codecs.Json;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace Bench.Codecs;

/// <summary>
/// JSON by Newtonsoft.Json, with settings of its own: never those of <c>JsonConvert.DefaultSettings</c>, no type names
/// taken from the input, depth limited. White space around a message is accepted, anything else is an error.
/// </summary>
public sealed class JsonCodec : ICodec, IRankedPlug
{
    private readonly DefaultContractResolver _contracts = new();

    /// <inheritdoc/>
    public string Name => "json";

    /// <inheritdoc/>
    public string Summary => "JSON, Newtonsoft.Json 13";

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public string? Losses => "unpaired surrogates in strings become U+FFFD";

    /// <inheritdoc/>
    public string? WhyNot(Type messageType)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        return _contracts.ResolveContract(messageType) is JsonObjectContract && (messageType.IsAbstract || messageType.IsInterface)
            ? $"{messageType} is abstract: JSON does not say which class to create"
            : null;
    }

    /// <inheritdoc/>
    public IMessageCodec<T> For<T>() => new MessageCodec<T>(CreateSerializer(new DecimalConverter()), CreateSerializer());

    private JsonSerializer CreateSerializer(params JsonConverter[] converters) => JsonSerializer.Create(new JsonSerializerSettings
    {
        ContractResolver = _contracts,
        Converters = converters,
        Culture = CultureInfo.InvariantCulture,
        DateFormatHandling = DateFormatHandling.IsoDateFormat,
        // Only members of a date type are dates: a string that looks like one stays as it is.
        DateParseHandling = DateParseHandling.None,
        DateTimeZoneHandling = DateTimeZoneHandling.RoundtripKind,
        FloatFormatHandling = FloatFormatHandling.String,
        Formatting = Formatting.None,
        MaxDepth = CodecLimits.MaxDepth,
        MetadataPropertyHandling = MetadataPropertyHandling.Ignore,
        // The default would append to the items that a class puts into its collections.
        ObjectCreationHandling = ObjectCreationHandling.Replace,
        TypeNameHandling = TypeNameHandling.None,
        CheckAdditionalContent = true,
    });

    private sealed class MessageCodec<T>(JsonSerializer writer, JsonSerializer reader) : IMessageCodec<T>
    {
        public void Encode(T message, IBufferWriter<byte> output)
        {
            ArgumentNullException.ThrowIfNull(message);
            using var text = new Utf8TextWriter(output);
            using var json = new JsonTextWriter(text) { ArrayPool = CharPool.Instance, CloseOutput = false, AutoCompleteOnClose = false };
            writer.Serialize(json, message, typeof(T));
            text.Flush();
        }

        public T Decode(in ReadOnlySequence<byte> input)
        {
            using var text = new Utf8TextReader(input);
            using var json = new JsonTextReader(text) { ArrayPool = CharPool.Instance, CloseInput = false };
            return reader.Deserialize<T>(json) ?? throw new JsonSerializationException($"A message of type {typeof(T)} can't be null.");
        }
    }
}
