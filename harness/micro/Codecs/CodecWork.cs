using System.Buffers;
using Bench.Harness.Contracts;

namespace Bench.Micro.Codecs;

/// <summary>What a codec has to do for messages of one type, known at run time only. The messages take turns.</summary>
internal abstract class CodecWork
{
    public static CodecWork Of(Type messageType, ICodec codec, IReadOnlyList<object> messages) =>
        (CodecWork)Activator.CreateInstance(typeof(CodecWork<>).MakeGenericType(messageType), codec, messages)!;

    /// <summary>Asks the codec for its part of the type, and encodes and decodes every message once.</summary>
    public abstract void WarmUp();

    /// <summary>Encodes the next message into a buffer of its own.</summary>
    /// <returns>Its length in bytes.</returns>
    public abstract int EncodeFresh();

    /// <summary>Encodes the next message into a buffer that grew in the warm-up.</summary>
    /// <returns>Its length in bytes.</returns>
    public abstract int EncodeReused();

    /// <summary>Decodes the next message.</summary>
    public abstract void Decode();

    /// <summary>Asks the codec for its part of the type and encodes one message.</summary>
    public abstract int FirstEncode();

    /// <summary>The same, and decodes it again.</summary>
    public abstract void FirstRoundTrip();
}

/// <inheritdoc cref="CodecWork"/>
internal sealed class CodecWork<T>(ICodec codec, IReadOnlyList<object> messages) : CodecWork
{
    /// <summary>Bytes of the buffer for a first message: growing it is not the codec's part.</summary>
    private const int FirstBufferBytes = 1 << 20;

    private readonly T[] _messages = [.. messages.Cast<T>()];
    private readonly ReadOnlySequence<byte>[] _encoded = new ReadOnlySequence<byte>[messages.Count];
    private readonly ArrayBufferWriter<byte> _reused = new();
    private readonly ArrayBufferWriter<byte> _first = new(FirstBufferBytes);
    private IMessageCodec<T>? _codec;
    private int _next;

    /// <summary>The last message decoded; kept, so that no compiler can leave the decoding out.</summary>
    public T? Decoded { get; private set; }

    public override void WarmUp()
    {
        _codec = codec.For<T>();
        for (int i = 0; i < _messages.Length; i++)
        {
            _reused.ResetWrittenCount();
            _codec.Encode(_messages[i], _reused);
            _encoded[i] = new ReadOnlySequence<byte>(_reused.WrittenSpan.ToArray());
            Decode();
        }
    }

    public override int EncodeFresh()
    {
        var buffer = new ArrayBufferWriter<byte>();
        _codec!.Encode(_messages[Next()], buffer);
        return buffer.WrittenCount;
    }

    public override int EncodeReused()
    {
        _reused.ResetWrittenCount();
        _codec!.Encode(_messages[Next()], _reused);
        return _reused.WrittenCount;
    }

    public override void Decode() => Decoded = _codec!.Decode(_encoded[Next()]);

    public override int FirstEncode()
    {
        _first.ResetWrittenCount();
        _codec = codec.For<T>();
        _codec.Encode(_messages[0], _first);
        return _first.WrittenCount;
    }

    public override void FirstRoundTrip()
    {
        FirstEncode();
        Decoded = _codec!.Decode(new ReadOnlySequence<byte>(_first.WrittenMemory));
    }

    private int Next()
    {
        int now = _next;
        _next = now + 1 == _messages.Length ? 0 : now + 1;
        return now;
    }
}
