using System.Buffers;
using System.Text.Json;

namespace Bench.Harness.Contracts;

/// <summary>JSON for the harness's own contracts alone, so that no codec under test is warmed up by them; not a plug.</summary>
internal sealed class ControlCodec : ICodec
{
    public const string CodecName = "control";

    public string Name => CodecName;

    public string Summary => "JSON of the harness's own contracts";

    public IMessageCodec<T> For<T>() => new Messages<T>();

    private sealed class Messages<T> : IMessageCodec<T>
    {
        public void Encode(T message, IBufferWriter<byte> output)
        {
            using var writer = new Utf8JsonWriter(output);
            JsonSerializer.Serialize(writer, message);
        }

        public T Decode(in ReadOnlySequence<byte> input)
        {
            var reader = new Utf8JsonReader(input);
            return JsonSerializer.Deserialize<T>(ref reader) ?? throw new JsonException("null");
        }
    }
}
