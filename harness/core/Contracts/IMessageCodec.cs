using System.Buffers;

namespace Bench.Harness.Contracts;

/// <summary>Encodes and decodes messages of one type. Called from many threads at once.</summary>
public interface IMessageCodec<T>
{
    /// <summary>Writes the message straight into the output; throws what the library throws if it can't.</summary>
    void Encode(T message, IBufferWriter<byte> output);

    /// <summary>Reads a message that fills the whole input; throws what the library throws if it can't.</summary>
    T Decode(in ReadOnlySequence<byte> input);
}
