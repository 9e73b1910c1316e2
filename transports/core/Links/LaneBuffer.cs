using System.Buffers;

namespace Bench.Transports.Links;

/// <summary>
/// The bytes that one direction of a connection holds: a ring that grows up to a bound. One reader fills it from behind while one sender
/// takes from the front; only the calls themselves need the link's gate, not the work on the memory they give.
/// </summary>
internal sealed class LaneBuffer
{
    private const int FirstBytes = 16 << 10;

    private byte[] _ring = [];
    private int _start;

    /// <summary>Bytes held.</summary>
    public int Length { get; private set; }

    /// <summary>Room behind the last byte, in one piece; empty if the bound is reached.</summary>
    /// <param name="most">Most bytes wanted.</param>
    /// <param name="bound">Most bytes that may be held.</param>
    /// <param name="isLent">Whether a sender is working on what <see cref="Front"/> gave it.</param>
    public Memory<byte> Room(int most, int bound, bool isLent)
    {
        most = Math.Min(most, bound - Length);
        if (most <= 0)
        {
            return default;
        }
        if (Length == _ring.Length)
        {
            Grow(isLent);
        }
        int end = _start + Length;
        return end < _ring.Length
            ? _ring.AsMemory(end, Math.Min(most, _ring.Length - end))
            : _ring.AsMemory(end - _ring.Length, Math.Min(most, _ring.Length - Length));
    }

    /// <summary>So many bytes were filled in.</summary>
    public void Add(int bytes) => Length += bytes;

    /// <summary>The first bytes, as many of them as lie in one piece.</summary>
    public ReadOnlyMemory<byte> Front(int most) => _ring.AsMemory(_start, Math.Min(Math.Min(most, Length), _ring.Length - _start));

    /// <summary>So many bytes at the front are done with.</summary>
    public void Remove(int bytes)
    {
        _start += bytes;
        _start -= _start >= _ring.Length ? _ring.Length : 0;
        Length -= bytes;
    }

    /// <summary>Gives the memory back; nobody uses it any more.</summary>
    public void Release()
    {
        Return(_ring);
        _ring = [];
        _start = 0;
        Length = 0;
    }

    private void Grow(bool isLent)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBytes, 2 * _ring.Length));
        int first = Math.Min(Length, _ring.Length - _start);
        _ring.AsSpan(_start, first).CopyTo(larger);
        _ring.AsSpan(0, Length - first).CopyTo(larger.AsSpan(first));
        if (!isLent)
        {
            Return(_ring);
        }
        _ring = larger;
        _start = 0;
    }

    private static void Return(byte[] ring)
    {
        if (ring.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(ring);
        }
    }
}
