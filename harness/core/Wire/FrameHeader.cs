using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Bench.Harness.Wire;

/// <summary>The 20 bytes before every payload, little-endian; <c>docs/wire.md</c> has the layout.</summary>
/// <param name="Kind">What the frame is.</param>
/// <param name="Flags">What is special about it.</param>
/// <param name="Method">Index of the method in its contract; 0 where it does not apply.</param>
/// <param name="Correlation">Chosen by the client per request, echoed by the server; 0 for the connection itself.</param>
/// <param name="DeadlineUs">Time left for the request in µs when it was written, at most 71 minutes; 0 for none.</param>
/// <param name="PayloadLength">Bytes that follow the header.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FrameHeader(FrameKind Kind, FrameFlags Flags, ushort Method, ulong Correlation, uint DeadlineUs, int PayloadLength)
{
    /// <summary>Bytes of a header, its length prefix included.</summary>
    public const int Size = 20;

    /// <summary>Bytes of the length prefix, which counts everything behind itself.</summary>
    public const int PrefixSize = 4;

    /// <summary>Writes the header to the first <see cref="Size"/> bytes.</summary>
    public void WriteTo(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)(Size - PrefixSize + PayloadLength));
        target[4] = (byte)Kind;
        target[5] = (byte)Flags;
        BinaryPrimitives.WriteUInt16LittleEndian(target[6..], Method);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], Correlation);
        BinaryPrimitives.WriteUInt32LittleEndian(target[16..], DeadlineUs);
    }

    /// <summary>Reads a header whose length prefix was found to be good.</summary>
    internal static FrameHeader Read(ReadOnlySpan<byte> source) => new(
        (FrameKind)source[4],
        (FrameFlags)source[5],
        BinaryPrimitives.ReadUInt16LittleEndian(source[6..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[16..]),
        (int)BinaryPrimitives.ReadUInt32LittleEndian(source) - (Size - PrefixSize));
}
