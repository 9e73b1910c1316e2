using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Bench.Transports.Directories.ZooKeeper;

/// <summary>Writes a frame as ZooKeeper reads it: numbers big-endian, texts and buffers behind their length, the whole behind its own.</summary>
internal sealed class JuteWriter
{
    private readonly ArrayBufferWriter<byte> _body = new();

    public JuteWriter Int(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_body.GetSpan(sizeof(int)), value);
        _body.Advance(sizeof(int));
        return this;
    }

    public JuteWriter Long(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_body.GetSpan(sizeof(long)), value);
        _body.Advance(sizeof(long));
        return this;
    }

    public JuteWriter Bool(bool value)
    {
        _body.Write([value ? (byte)1 : (byte)0]);
        return this;
    }

    public JuteWriter Buffer(ReadOnlySpan<byte> value)
    {
        Int(value.Length);
        _body.Write(value);
        return this;
    }

    public JuteWriter Text(string value) => Buffer(Encoding.UTF8.GetBytes(value));

    public byte[] ToFrame()
    {
        byte[] frame = new byte[sizeof(int) + _body.WrittenCount];
        BinaryPrimitives.WriteInt32BigEndian(frame, _body.WrittenCount);
        _body.WrittenSpan.CopyTo(frame.AsSpan(sizeof(int)));
        return frame;
    }
}

/// <summary>Reads what ZooKeeper writes.</summary>
internal ref struct JuteReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _left = body;

    public int Int() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    public long Long() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)));

    public bool Bool() => Take(1)[0] != 0;

    /// <summary>A buffer; one that is null (length −1) reads as empty.</summary>
    public ReadOnlySpan<byte> Buffer()
    {
        int length = Int();
        return length == -1 ? [] : Take(length);
    }

    public string Text() => Encoding.UTF8.GetString(Buffer());

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _left.Length)
        {
            throw new ZooKeeperException(ZooKeeperError.Marshalling, $"its answer is cut short: {length} bytes were announced, {_left.Length} are left");
        }
        ReadOnlySpan<byte> taken = _left[..length];
        _left = _left[length..];
        return taken;
    }
}
