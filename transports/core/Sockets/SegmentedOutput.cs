using System.Buffers;
using Bench.Harness.Wire;

namespace Bench.Transports.Sockets;

/// <summary>
/// Gathers frames in pooled segments, of which a flush sends those that were committed; frames may be appended meanwhile. One segment stays with a busy
/// connection: the shared pool keeps arrays by thread, and makes another for every thread that comes to send.
/// </summary>
internal abstract class SegmentedOutput : CommittingPipeWriter
{
    private const int SegmentBytes = 32 << 10;

    private List<ArraySegment<byte>> _sealed = [];
    private byte[] _segment = [];
    private byte[]? _spare;
    private int _length;
    private bool _used;

    /// <summary>What was committed, in order.</summary>
    protected List<ArraySegment<byte>> Committed { get; private set; } = [];

    public override void Advance(int bytes) => _length += bytes;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _segment.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _segment.AsSpan(_length);
    }

    public override void Commit()
    {
        Seal();
        (_sealed, Committed) = (Committed, _sealed);
        _used = true;
    }

    public override void Trim()
    {
        if (!_used)
        {
            ReturnSpare();
        }
        _used = false;
    }

    public override void CancelPendingFlush() => throw new NotSupportedException("A flush ends with its connection.");

    /// <summary>Other buffers that a broken connection still holds go to the garbage collector, as a send may be using them.</summary>
    public override void Complete(Exception? exception = null) => ReturnSpare();

    /// <summary>The committed segments were sent, and may be used again.</summary>
    protected void Recycle()
    {
        foreach (ArraySegment<byte> segment in Committed)
        {
            if (segment.Array!.Length != SegmentBytes || Interlocked.CompareExchange(ref _spare, segment.Array, null) is not null)
            {
                ArrayPool<byte>.Shared.Return(segment.Array);
            }
        }
        Committed.Clear();
    }

    private void MakeRoom(int sizeHint)
    {
        if (_segment.Length - _length < Math.Max(sizeHint, 1))
        {
            Seal();
            byte[]? spare = sizeHint <= SegmentBytes ? Interlocked.Exchange(ref _spare, null) : null;
            _segment = spare ?? ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, SegmentBytes));
        }
    }

    private void ReturnSpare()
    {
        if (Interlocked.Exchange(ref _spare, null) is byte[] spare)
        {
            ArrayPool<byte>.Shared.Return(spare);
        }
    }

    private void Seal()
    {
        if (_length > 0)
        {
            _sealed.Add(new ArraySegment<byte>(_segment, 0, _length));
            _segment = [];
            _length = 0;
        }
    }
}
