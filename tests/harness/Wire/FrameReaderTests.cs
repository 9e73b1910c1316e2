using System.Buffers;
using System.Buffers.Binary;
using Bench.Harness.Wire;
using CsCheck;

namespace Bench.Tests.Harness.Wire;

public sealed class FrameReaderTests
{
    private static readonly Gen<FrameHeader> Headers = Gen.Select(
        Gen.Byte, Gen.Byte, Gen.UShort, Gen.ULong, Gen.UInt, Gen.Int[0, 300], (kind, flags, method, correlation, deadline, length) => new FrameHeader((FrameKind)kind, (FrameFlags)flags, method, correlation, deadline, length));

    [Theory]
    [InlineData(0u, false)]
    [InlineData(15u, false)]
    [InlineData(16u, true)]
    [InlineData(1_000u, true)]
    [InlineData(1_001u, false)]
    [InlineData(0x7FFF_FFFFu, false)]
    [InlineData(0x8000_0000u, false)]
    [InlineData(0xFFFF_FFFFu, false)]
    public void Case2_lengths_are_judged_at_their_exact_bounds(uint announced, bool good)
    {
        byte[] bytes = new byte[FrameHeader.PrefixSize + (announced <= 1_000 ? (int)announced : 1_000)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, announced);
        var buffer = new ReadOnlySequence<byte>(bytes);
        if (good)
        {
            Assert.True(FrameReader.TryRead(ref buffer, 1_000, out FrameHeader header, out ReadOnlySequence<byte> payload));
            Assert.Equal((int)announced - 16, header.PayloadLength);
            Assert.Equal((long)announced - 16, payload.Length);
            Assert.True(buffer.IsEmpty);
        }
        else
        {
            ProtocolException e = Assert.Throws<ProtocolException>(() => FrameReader.TryRead(ref buffer, 1_000, out _, out _));
            Assert.Contains($"{announced} bytes; 16 to 1000", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Case2_any_length_and_limit_give_a_frame_or_an_exception()
    {
        Gen.Select(Gen.UInt, Gen.Int[64, 1 << 30], Gen.Int[4, 40]).Sample((announced, limit, have) =>
        {
            byte[] bytes = new byte[have];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, announced);
            var buffer = new ReadOnlySequence<byte>(bytes);
            try
            {
                bool whole = FrameReader.TryRead(ref buffer, limit, out FrameHeader header, out _);
                return announced >= 16 && announced <= limit && whole == (have >= announced + 4L) && (!whole || header.PayloadLength == announced - 16);
            }
            catch (ProtocolException)
            {
                return announced < 16 || announced > limit;
            }
        });
    }

    [Fact]
    public void Case3_frames_read_the_same_however_they_are_cut()
    {
        Gen.Select(Headers.Array[1, 5], Gen.Int[1, 30]).Sample((headers, segment) =>
        {
            byte[] bytes = [.. headers.SelectMany((h, i) =>
            {
                byte[] frame = new byte[FrameHeader.Size + h.PayloadLength];
                h.WriteTo(frame);
                frame.AsSpan(FrameHeader.Size).Fill((byte)i);
                return frame;
            })];
            var buffer = Segments(bytes, segment);
            for (int i = 0; i < headers.Length; i++)
            {
                if (!FrameReader.TryRead(ref buffer, 1_000, out FrameHeader header, out ReadOnlySequence<byte> payload)
                    || header != headers[i] || payload.Length != header.PayloadLength || payload.ToArray().Any(b => b != i))
                {
                    return false;
                }
            }
            return buffer.IsEmpty;
        });
    }

    [Fact]
    public void A_part_of_a_frame_is_no_frame_and_consumes_nothing()
    {
        byte[] frame = Frames.Of(FrameKind.Reply, 7, [1, 2, 3]);
        for (int length = 0; length < frame.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(frame, 0, length);
            Assert.False(FrameReader.TryRead(ref buffer, 1_000, out _, out _));
            Assert.Equal(length, buffer.Length);
        }
    }

    private static ReadOnlySequence<byte> Segments(byte[] bytes, int size)
    {
        Segment first = new(ReadOnlyMemory<byte>.Empty, 0);
        Segment last = first;
        for (int at = 0; at < bytes.Length; at += size)
        {
            last = last.Append(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)));
        }
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
