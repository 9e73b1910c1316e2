using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Bench.Harness.Wire;

/// <summary>What a client says first: which protocol, codec and contract it speaks.</summary>
/// <param name="Version">Protocol version.</param>
/// <param name="Codec">Name of the codec of every payload on the connection.</param>
/// <param name="Contract">Name of the contract.</param>
/// <param name="ContractHash">Hash over the contract's methods and message types.</param>
public sealed record Hello(ushort Version, string Codec, string Contract, ulong ContractHash) : IFramePayload
{
    /// <summary>The protocol version of this library.</summary>
    public const ushort CurrentVersion = 1;

    /// <summary>Largest frame of a hello that a server reads, payload and header without prefix, in bytes: room for fields to come.</summary>
    public const int MaxFrameBytes = 4_096;

    private const uint Magic = 0x42435052; // "RPCB", little-endian

    /// <inheritdoc/>
    public void WriteTo(IBufferWriter<byte> output)
    {
        Span<byte> span = output.GetSpan(6);
        BinaryPrimitives.WriteUInt32LittleEndian(span, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(span[4..], Version);
        output.Advance(6);
        ShortText.Write(output, Codec);
        ShortText.Write(output, Contract);
        BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(8), ContractHash);
        output.Advance(8);
    }

    /// <summary>Reads a hello.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static Hello Read(in ReadOnlySequence<byte> payload)
    {
        var reader = new SequenceReader<byte>(payload);
        if (!reader.TryReadLittleEndian(out int magic) || (uint)magic != Magic
            || !reader.TryReadLittleEndian(out short version)
            || ShortText.TryRead(ref reader) is not string codec
            || ShortText.TryRead(ref reader) is not string contract
            || !reader.TryReadLittleEndian(out long hash))
        {
            throw new ProtocolException("the first frame is not a hello of this protocol");
        }
        return new Hello((ushort)version, codec, contract, (ulong)hash);
    }

    /// <inheritdoc/>
    public override string ToString() => $"protocol {Version}, codec '{Codec}', contract {Contract} #{ContractHash:x16}";
}

/// <summary>The server's answer to a hello it accepts.</summary>
/// <param name="Version">Protocol version of the connection.</param>
/// <param name="MaxFrameBytes">Largest frame the server reads.</param>
/// <param name="MaxInFlight">Requests it allows under way on the connection.</param>
public sealed record HelloAck(ushort Version, int MaxFrameBytes, int MaxInFlight) : IFramePayload
{
    /// <inheritdoc/>
    public void WriteTo(IBufferWriter<byte> output)
    {
        Span<byte> span = output.GetSpan(10);
        BinaryPrimitives.WriteUInt16LittleEndian(span, Version);
        BinaryPrimitives.WriteInt32LittleEndian(span[2..], MaxFrameBytes);
        BinaryPrimitives.WriteInt32LittleEndian(span[6..], MaxInFlight);
        output.Advance(10);
    }

    /// <summary>Reads a hello-ack.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static HelloAck Read(in ReadOnlySequence<byte> payload)
    {
        var reader = new SequenceReader<byte>(payload);
        return reader.TryReadLittleEndian(out short version) && reader.TryReadLittleEndian(out int frame) && reader.TryReadLittleEndian(out int inFlight)
            && frame > 0 && inFlight > 0
            ? new HelloAck((ushort)version, frame, inFlight)
            : throw new ProtocolException("the server's hello-ack is malformed");
    }
}

/// <summary>Text of up to 255 UTF-8 bytes behind a length byte.</summary>
internal static class ShortText
{
    public static void Write(IBufferWriter<byte> output, string text)
    {
        Span<byte> span = output.GetSpan(256);
        int length = Math.Min(Encoding.UTF8.GetByteCount(text), 255);
        if (!Encoding.UTF8.TryGetBytes(text, span.Slice(1, 255), out _))
        {
            throw new ProtocolException($"the name '{text[..40]}…' is longer than 255 bytes");
        }
        span[0] = (byte)length;
        output.Advance(1 + length);
    }

    public static string? TryRead(ref SequenceReader<byte> reader) =>
        reader.TryRead(out byte length) && reader.TryReadExact(length, out ReadOnlySequence<byte> bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
