using System.Buffers;
using Bench.Codecs;
using Bench.Harness.Contracts;
using Bench.Scenarios;

namespace Bench.Tests.Support;

/// <summary>JSON that fails for messages of a given text, on the way out or on the way in.</summary>
/// <param name="unwritable">Text of messages that can't be encoded; null for none.</param>
/// <param name="unreadable">Text of messages that can't be decoded; null for none.</param>
internal sealed class FussyCodec(string? unwritable = null, string? unreadable = null) : ICodec
{
    private readonly JsonCodec _json = new();

    public string Name => _json.Name;

    public string Summary => "JSON that fails";

    public IMessageCodec<T> For<T>() => new Messages<T>(_json.For<T>(), unwritable, unreadable);

    private sealed class Messages<T>(IMessageCodec<T> json, string? unwritable, string? unreadable) : IMessageCodec<T>
    {
        public void Encode(T message, IBufferWriter<byte> output)
        {
            json.Encode(message, output);
            Check(message, unwritable);
        }

        public T Decode(in ReadOnlySequence<byte> input)
        {
            T message = json.Decode(input);
            Check(message, unreadable);
            return message;
        }

        private static void Check(T message, string? text)
        {
            if (message is EchoMessage echo && echo.Text == text)
            {
                throw new NotSupportedException($"no '{text}'");
            }
        }
    }
}
