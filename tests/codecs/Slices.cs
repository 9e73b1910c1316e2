using System.Buffers;

namespace Bench.Tests.Codecs;

/// <summary>Bytes as a sequence of several segments.</summary>
internal static class Slices
{
    /// <summary>Two segments, cut before byte <paramref name="at"/>.</summary>
    public static ReadOnlySequence<byte> CutAt(byte[] bytes, int at) => Of([bytes.AsMemory(0, at), bytes.AsMemory(at)]);

    /// <summary>Segments of that many bytes each, with an empty one after every one.</summary>
    public static ReadOnlySequence<byte> Every(byte[] bytes, int length)
    {
        var parts = new List<ReadOnlyMemory<byte>>();
        for (int from = 0; from < bytes.Length; from += length)
        {
            parts.Add(bytes.AsMemory(from, Math.Min(length, bytes.Length - from)));
            parts.Add(default);
        }
        return Of(parts);
    }

    private static ReadOnlySequence<byte> Of(List<ReadOnlyMemory<byte>> parts)
    {
        var first = new Segment(parts[0], 0);
        Segment last = first;
        foreach (ReadOnlyMemory<byte> part in parts.Skip(1))
        {
            last = last.Append(part);
        }
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
