using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Bench.Transports.Sockets;

/// <summary>
/// Reads into one contiguous buffer and hands it out in place: no second thread, no copy through a pipe's segments.
/// What is left over at the end of a read is moved to the front when room is needed.
/// </summary>
internal abstract class BufferedInput : PipeReader
{
    private const int InitialBytes = 16 << 10;
    private const int BusyBytes = 128 << 10;
    private const int MaxIdleBytes = 256 << 10;

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private bool _allExamined = true;
    private bool _ended;
    private bool _wasFull;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        _ended || !_allExamined ? new ValueTask<ReadResult>(Result()) : ReceiveAsync(cancellationToken);

    public override bool TryRead(out ReadResult result)
    {
        bool any = _ended || !_allExamined;
        result = any ? Result() : default;
        return any;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_buffer.Length == 0)
        {
            return;
        }
        _start = consumed.GetInteger();
        _allExamined = examined.GetInteger() == _end;
        if (_start == _end)
        {
            _start = _end = 0;
            if (_buffer.Length > MaxIdleBytes)
            {
                Release();
            }
        }
    }

    public override void CancelPendingRead() => throw new NotSupportedException("A socket's read ends with its connection.");

    public override void Complete(Exception? exception = null)
    {
        _ended = true;
        Release();
    }

    /// <summary>Reads what is there, or the first bytes to come; 0 at the end.</summary>
    protected abstract ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>A read has ended, well or not.</summary>
    protected abstract void Filled(int bytes);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReceiveAsync(CancellationToken cancellation)
    {
        MakeRoom();
        int room = _buffer.Length - _end;
        int received = 0;
        try
        {
            received = await FillAsync(_buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
        }
        finally
        {
            Filled(received);
        }
        _wasFull = received == room;
        _end += received;
        _ended = received == 0;
        return Result();
    }

    private ReadResult Result() => new(new ReadOnlySequence<byte>(_buffer, _start, _end - _start), isCanceled: false, isCompleted: _ended);

    private void MakeRoom()
    {
        if (_buffer.Length == 0)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
            return;
        }
        if (_wasFull && _buffer.Length < BusyBytes)
        {
            // More comes at once than it holds: each read beyond the first is a system call that brings nothing sooner.
            MoveTo(BusyBytes);
        }
        else if (_buffer.Length - _end < _buffer.Length / 2)
        {
            MoveTo(_end - _start <= _buffer.Length / 2 ? _buffer.Length : _buffer.Length * 2);
        }
    }

    /// <summary>Moves what is left over to the front, of a larger buffer if need be.</summary>
    private void MoveTo(int bytes)
    {
        Span<byte> held = _buffer.AsSpan(_start, _end - _start);
        if (bytes <= _buffer.Length)
        {
            held.CopyTo(_buffer);
        }
        else
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(bytes);
            held.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        (_start, _end) = (0, held.Length);
    }

    private void Release()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _start = _end = 0;
        }
    }
}
