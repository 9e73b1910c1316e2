using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Bench.Harness.Calls;
using Bench.Harness.Wire;

namespace Bench.Transports.Sockets;

/// <summary>Gathers frames in pooled segments and sends what was committed; frames may be appended while a send is under way.</summary>
internal sealed class SocketOutput(Socket socket, WireCounter? wire) : CommittingPipeWriter
{
    private const int SegmentBytes = 32 << 10;

    private List<ArraySegment<byte>> _sealed = [];
    private List<ArraySegment<byte>> _sending = [];
    private byte[] _segment = [];
    private int _length;

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
        (_sealed, _sending) = (_sending, _sealed);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        foreach (ArraySegment<byte> segment in _sending)
        {
            for (int sent = 0; sent < segment.Count;)
            {
                int bytes = await socket.SendAsync(segment.AsMemory(sent), SocketFlags.None, cancellationToken).ConfigureAwait(false);
                wire?.Wrote(bytes);
                sent += bytes;
            }
        }
        foreach (ArraySegment<byte> segment in _sending)
        {
            ArrayPool<byte>.Shared.Return(segment.Array!);
        }
        _sending.Clear();
        return default;
    }

    public override void CancelPendingFlush() => throw new NotSupportedException("A socket's flush ends with its connection.");

    /// <summary>Nothing to do: buffers that a broken connection still holds go to the garbage collector, as a send may be using them.</summary>
    public override void Complete(Exception? exception = null)
    {
    }

    private void MakeRoom(int sizeHint)
    {
        if (_segment.Length - _length < Math.Max(sizeHint, 1))
        {
            Seal();
            _segment = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, SegmentBytes));
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
