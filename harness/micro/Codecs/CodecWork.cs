using System.Buffers;
using System.IO.Compression;
using Bench.Harness.Contracts;
using Bench.Results.Statistics;

namespace Bench.Micro.Codecs;

/// <summary>What a codec has to do for messages of one type, known at run time only. The messages take turns.</summary>
internal abstract class CodecWork
{
    public static CodecWork Of(Type messageType, ICodec codec, IReadOnlyList<object> messages) =>
        (CodecWork)Activator.CreateInstance(typeof(CodecWork<>).MakeGenericType(messageType), codec, messages)!;

    /// <summary>Encodes and decodes every message, and compares what comes back with what went in.</summary>
    public abstract CodecVerdict Judge();

    /// <summary>Asks the codec for its part of the type, and encodes and decodes every message once.</summary>
    public abstract void WarmUp();

    /// <summary>Encodes the next message into a buffer of its own.</summary>
    /// <returns>Its length in bytes.</returns>
    public abstract int EncodeFresh();

    /// <summary>Encodes the next message into a buffer that grew in the warm-up.</summary>
    /// <returns>Its length in bytes.</returns>
    public abstract int EncodeReused();

    /// <summary>Decodes the next message, into the one before where the codec can, as a connection does.</summary>
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
    private IReusingMessageCodec<T>? _reusing;
    private int _next;

    /// <summary>The last message decoded; kept, so that no compiler can leave the decoding out.</summary>
    public T? Decoded { get; private set; }

    public override CodecVerdict Judge()
    {
        var encoded = new List<double>();
        var gzip = new List<double>();
        try
        {
            IMessageCodec<T> judged = codec.For<T>();
            foreach (T message in _messages)
            {
                var buffer = new ArrayBufferWriter<byte>();
                judged.Encode(message, buffer);
                if (MessageEquality.FirstDifference(message, judged.Decode(new ReadOnlySequence<byte>(buffer.WrittenMemory))) is string difference)
                {
                    return new CodecVerdict(null, null, $"the codec '{codec.Name}' does not give back what it was given: {difference}");
                }
                encoded.Add(buffer.WrittenCount);
                gzip.Add(Compressed(buffer.WrittenSpan));
            }
        }
        catch (Exception e)
        {
            return new CodecVerdict(null, null, $"the codec '{codec.Name}' fails on these messages: {e.Message}");
        }
        return new CodecVerdict(MedianInterval.Of(encoded).Median, MedianInterval.Of(gzip).Median, null);
    }

    public override void WarmUp()
    {
        _codec = codec.For<T>();
        _reusing = _codec as IReusingMessageCodec<T>;
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

    public override void Decode() =>
        Decoded = _reusing is not null && Decoded is { } spent ? _reusing.Decode(_encoded[Next()], spent) : _codec!.Decode(_encoded[Next()]);

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

    private static long Compressed(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(bytes);
        }
        return packed.Length;
    }

    private int Next()
    {
        int now = _next;
        _next = now + 1 == _messages.Length ? 0 : now + 1;
        return now;
    }
}
