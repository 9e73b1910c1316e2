using System.Buffers;
using System.Buffers.Binary;

namespace Bench.Harness.Wire;

/// <summary>Cuts frames off the front of what was read; incomplete is a result, a bad length is an exception that ends the connection.</summary>
public static class FrameReader
{
    /// <summary>Takes the next frame off the buffer.</summary>
    /// <param name="buffer">What was read; starts behind the frame afterwards.</param>
    /// <param name="maxFrameBytes">Largest length the prefix may announce.</param>
    /// <param name="header">The header of the frame.</param>
    /// <param name="payload">Its payload, valid until the reader advances.</param>
    /// <returns>False if the buffer does not hold a whole frame yet.</returns>
    /// <exception cref="ProtocolException">The length prefix is too small for a header or above the limit.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, int maxFrameBytes, out FrameHeader header, out ReadOnlySequence<byte> payload)
    {
        header = default;
        payload = default;
        scoped ReadOnlySpan<byte> first = buffer.FirstSpan;
        Span<byte> copy = stackalloc byte[FrameHeader.Size];
        if (first.Length < FrameHeader.Size)
        {
            if (buffer.Length < FrameHeader.PrefixSize)
            {
                return false;
            }
            int length = (int)Math.Min(buffer.Length, FrameHeader.Size);
            buffer.Slice(0, length).CopyTo(copy);
            first = copy[..length];
        }
        uint announced = BinaryPrimitives.ReadUInt32LittleEndian(first);
        if (announced < FrameHeader.Size - FrameHeader.PrefixSize || announced > (uint)maxFrameBytes)
        {
            throw new ProtocolException($"a frame announces {announced} bytes; {FrameHeader.Size - FrameHeader.PrefixSize} to {maxFrameBytes} are allowed");
        }
        long whole = FrameHeader.PrefixSize + (long)announced;
        if (buffer.Length < whole)
        {
            return false;
        }
        header = FrameHeader.Read(first);
        payload = buffer.Slice(FrameHeader.Size, header.PayloadLength);
        buffer = buffer.Slice(whole);
        return true;
    }

    /// <summary>
    /// Whether any frame of what was read may be <see cref="FrameFlags.Timed"/>: of more than one nobody knows. Where calls come singly, it saves those that are not
    /// sampled a reading of the clock.
    /// </summary>
    /// <param name="first">The first frame of it.</param>
    /// <param name="rest">What is behind that.</param>
    internal static bool MayHoldTimed(in FrameHeader first, in ReadOnlySequence<byte> rest) => first.Flags == FrameFlags.Timed || !rest.IsEmpty;
}
