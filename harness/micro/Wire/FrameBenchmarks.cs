using System.Buffers;
using Bench.Harness.Wire;
using BenchmarkDotNet.Attributes;

namespace Bench.Micro.Wire;

/// <summary>What a frame costs beside its payload: the header written, and a frame cut off the front of what was read.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class FrameBenchmarks
{
    private const int PayloadBytes = 1024;

    private readonly byte[] _header = new byte[FrameHeader.Size];
    private readonly ReadOnlySequence<byte> _whole;
    private readonly ReadOnlySequence<byte> _split;
    private readonly int _limit = new WireLimits().MaxFrameBytes;
    private ulong _correlation;

    /// <summary>Makes a frame, in one piece and in two whose border lies within the header.</summary>
    public FrameBenchmarks()
    {
        byte[] frame = new byte[FrameHeader.Size + PayloadBytes];
        new FrameHeader(FrameKind.Request, FrameFlags.None, 1, 1, 0, PayloadBytes).WriteTo(frame);
        _whole = new ReadOnlySequence<byte>(frame);
        var first = new Piece(frame.AsMemory(0, FrameHeader.Size / 2), null);
        var second = new Piece(frame.AsMemory(FrameHeader.Size / 2), first);
        _split = new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
    }

    /// <summary>Writes a header.</summary>
    [Benchmark]
    public byte[] WriteHeader()
    {
        new FrameHeader(FrameKind.Request, FrameFlags.None, 1, ++_correlation, 10_000_000, PayloadBytes).WriteTo(_header);
        return _header;
    }

    /// <summary>Reads a frame that lies in one piece of memory.</summary>
    [Benchmark]
    public long ReadFrame() => Read(_whole);

    /// <summary>Reads a frame whose header is split over two pieces.</summary>
    [Benchmark]
    public long ReadSplitFrame() => Read(_split);

    private long Read(ReadOnlySequence<byte> buffer) =>
        FrameReader.TryRead(ref buffer, _limit, out FrameHeader header, out ReadOnlySequence<byte> payload)
            ? payload.Length + (long)header.Correlation
            : throw new InvalidOperationException("The frame is whole.");

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
