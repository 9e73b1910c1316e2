using System.Buffers;
using Bench.Codecs;
using Bench.Harness.Contracts;

namespace Bench.Impostors;

/// <summary>Another codec's bytes, each XORed with 0x5A: proves that a codec is found, chosen and used.</summary>
public sealed class XorCodec : ICodec
{
    private const byte Key = 0x5A;
    private readonly MessagePackCodec _inner = new();

    public string Name => "xor";

    public string Summary => "MessagePack under a mask";

    public string? Losses => _inner.Losses;

    public IMessageCodec<T> For<T>() => new Messages<T>(_inner.For<T>());

    private sealed class Messages<T>(IMessageCodec<T> inner) : IMessageCodec<T>
    {
        public void Encode(T message, IBufferWriter<byte> output)
        {
            var plain = new ArrayBufferWriter<byte>();
            inner.Encode(message, plain);
            Span<byte> masked = output.GetSpan(plain.WrittenCount);
            for (int i = 0; i < plain.WrittenCount; i++)
            {
                masked[i] = (byte)(plain.WrittenSpan[i] ^ Key);
            }
            output.Advance(plain.WrittenCount);
        }

        public T Decode(in ReadOnlySequence<byte> input)
        {
            byte[] plain = input.ToArray();
            for (int i = 0; i < plain.Length; i++)
            {
                plain[i] ^= Key;
            }
            return inner.Decode(new ReadOnlySequence<byte>(plain));
        }
    }
}
