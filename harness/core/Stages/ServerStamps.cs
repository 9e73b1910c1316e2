using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Bench.Harness.Stages;

/// <summary>
/// A server's side of a sampled call, which it sends behind the reply: the times from <see cref="StagePoint.ServerRead"/> to
/// <see cref="StagePoint.Replied"/> on its clock, and what its thread had allocated at each.
/// </summary>
internal struct ServerStamps
{
    /// <summary>Points on the server.</summary>
    public const int Count = StagePoint.Replied - StagePoint.ServerRead + 1;

    /// <summary>Bytes behind the reply.</summary>
    public const int Bytes = Count * 2 * sizeof(long);

    private PerPoint _times;
    private PerPoint _allocated;

    /// <summary>Time at each point, ns.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<long> Times => _times;

    /// <summary>Bytes that its thread had allocated at each point; negative where it was on another thread than the point before.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<long> Allocated => _allocated;

    /// <summary>The call passes a point.</summary>
    public void Mark(StagePoint point, long nowNs, long allocated)
    {
        _times[point - StagePoint.ServerRead] = nowNs;
        _allocated[point - StagePoint.ServerRead] = allocated;
    }

    /// <summary>Writes them behind a reply.</summary>
    public readonly void WriteTo(IBufferWriter<byte> output)
    {
        Span<byte> span = output.GetSpan(Bytes);
        for (int i = 0; i < Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(span[(i * sizeof(long))..], _times[i]);
            BinaryPrimitives.WriteInt64LittleEndian(span[((Count + i) * sizeof(long))..], _allocated[i]);
        }
        output.Advance(Bytes);
    }

    /// <summary>Cuts them off a reply.</summary>
    /// <param name="payload">What came; the reply afterwards.</param>
    /// <exception cref="Wire.ProtocolException">There are too few bytes.</exception>
    public static ServerStamps Cut(ref ReadOnlySequence<byte> payload)
    {
        if (payload.Length < Bytes)
        {
            throw new Wire.ProtocolException($"a reply with times has {payload.Length} bytes; the times alone take {Bytes}");
        }
        Span<byte> bytes = stackalloc byte[Bytes];
        payload.Slice(payload.Length - Bytes).CopyTo(bytes);
        payload = payload.Slice(0, payload.Length - Bytes);
        ServerStamps stamps = default;
        for (int i = 0; i < Count; i++)
        {
            stamps._times[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * sizeof(long))..]);
            stamps._allocated[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[((Count + i) * sizeof(long))..]);
        }
        return stamps;
    }

    [InlineArray(Count)]
    private struct PerPoint
    {
        private long _first;
    }
}
