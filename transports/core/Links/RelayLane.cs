using System.Net.Sockets;
using Bench.Harness.Links;

namespace Bench.Transports.Links;

/// <summary>
/// One direction of a connection: what was read and is not due yet. All of it under the link's gate, but for the memory handed out.
/// </summary>
internal sealed class RelayLane(RelayConnection connection, LinkDirection direction, Socket from, Socket to, LaneTiming timing, int boundBytes, int pieceBytes)
{
    /// <summary>Most bytes that one read brings.</summary>
    public const int ReadBytes = 64 << 10;

    /// <summary>What is held for a receiver that a fault makes slow: little, so that the sender soon feels it.</summary>
    private const int SlowBoundBytes = 64 << 10;

    // A piece of a byte costs more to keep than the byte.
    private const int MaxChunks = 1 << 16;
    private const long SliceGapNs = 100_000;

    private readonly LaneBuffer _buffer = new();
    private readonly Queue<Chunk> _chunks = new();
    private TaskCompletionSource? _room;
    private long _sinceLimit;
    private int _sentOfHead;
    private int _taken;
    private int _markers;
    private bool _dropped;

    public RelayConnection Connection => connection;

    public LinkDirection Direction => direction;

    public Socket From => from;

    public Socket To => to;

    /// <summary>Bytes held.</summary>
    public int HeldBytes => _buffer.Length;

    public bool HasChunks => _chunks.Count > 0;

    /// <summary>Whether it holds something that is not being sent just now.</summary>
    public bool IsHolding => _buffer.Length > _taken || _markers > 0;

    /// <summary>When the first chunk is due, ns.</summary>
    public long HeadDueNs => _chunks.Peek().DueNs;

    /// <summary>Whether the pacer has it in its queue.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Whether something of it is being sent.</summary>
    public bool IsSending { get; private set; }

    /// <summary>Whether nothing more will be read.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Whether the receiver was told that nothing more will come.</summary>
    public bool IsDone { get; set; }

    /// <summary>When the receiver last made room after it had none, ns: what was due before is not late by the link's doing.</summary>
    public long FreeSinceNs { get; set; } = long.MinValue;

    /// <summary>Room for the next read, or a task that ends when there may be some.</summary>
    public Memory<byte> Room(bool isSlow, out Task wait)
    {
        Memory<byte> room = _chunks.Count < MaxChunks ? _buffer.Room(ReadBytes, isSlow ? SlowBoundBytes : boundBytes, IsSending) : default;
        wait = room.IsEmpty ? (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        return room;
    }

    /// <summary>Takes in what was read into the room.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="arrivalNs">When.</param>
    /// <param name="slice">Size of the pieces that a fault wants; null for none.</param>
    /// <param name="limit">Bytes after which a fault ends the connection; null for none.</param>
    public void Add(int bytes, long arrivalNs, int? slice, long? limit)
    {
        int taken = limit is long most ? (int)Math.Min(bytes, most - _sinceLimit) : bytes;
        _sinceLimit += taken;
        _buffer.Add(taken);
        int piece = Math.Min(slice ?? int.MaxValue, pieceBytes);
        for (int done = 0; done < taken; done += piece)
        {
            int size = Math.Min(piece, taken - done);
            _chunks.Enqueue(new Chunk(ChunkKind.Data, timing.Next(arrivalNs, size, slice is null ? 0 : SliceGapNs), size, slice is not null));
        }
        if (_sinceLimit >= limit)
        {
            Finish(ChunkKind.Cut, arrivalNs);
        }
    }

    /// <summary>Nothing more will be read, for the reason that the marker gives.</summary>
    public void Finish(ChunkKind marker, long nowNs)
    {
        IsRead = true;
        _markers++;
        _chunks.Enqueue(new Chunk(marker, timing.Next(nowNs, 0, 0), 0, true));
    }

    /// <summary>Nothing more will be read, and nobody is told.</summary>
    public void FinishSilently() => IsRead = true;

    /// <summary>A limit of bytes counts from here.</summary>
    public void StartLimit() => _sinceLimit = 0;

    /// <summary>Takes what is due first: a marker, or bytes to send, which <see cref="Sent"/> or <see cref="Drop"/> ends.</summary>
    /// <param name="nowNs">The time.</param>
    /// <param name="most">Most bytes to take.</param>
    /// <param name="head">The chunk that comes first.</param>
    public ReadOnlyMemory<byte> Take(long nowNs, int most, out Chunk head)
    {
        head = _chunks.Peek();
        if (head.Kind != ChunkKind.Data)
        {
            _chunks.Dequeue();
            _markers--;
            return default;
        }
        int due = -_sentOfHead;
        foreach (Chunk chunk in _chunks)
        {
            if (due > 0 && (chunk.Kind != ChunkKind.Data || chunk.IsAlone || chunk.DueNs > nowNs || due >= most))
            {
                break;
            }
            due += chunk.Bytes;
            if (chunk.IsAlone)
            {
                break;
            }
        }
        IsSending = true;
        ReadOnlyMemory<byte> bytes = _buffer.Front(Math.Min(due, most));
        _taken = bytes.Length;
        return bytes;
    }

    /// <summary>So many of the bytes taken were sent.</summary>
    /// <returns>Bytes that vanished meanwhile, see <see cref="Drop"/>.</returns>
    public int Sent(int bytes)
    {
        IsSending = false;
        _taken = 0;
        _buffer.Remove(bytes);
        while (bytes > 0)
        {
            int rest = _chunks.Peek().Bytes - _sentOfHead;
            bool whole = bytes >= rest;
            _sentOfHead = whole ? 0 : _sentOfHead + bytes;
            bytes -= whole ? rest : bytes;
            if (whole)
            {
                _chunks.Dequeue();
            }
        }
        SignalRoom();
        return _dropped ? Drop() : 0;
    }

    /// <summary>Forgets everything that is held; what is being sent just now goes out.</summary>
    /// <returns>Bytes that vanished.</returns>
    public int Drop()
    {
        _dropped = IsSending;
        if (IsSending)
        {
            return 0;
        }
        int vanished = _buffer.Length;
        _buffer.Remove(vanished);
        _chunks.Clear();
        _markers = 0;
        _sentOfHead = 0;
        SignalRoom();
        return vanished;
    }

    /// <summary>Gives the memory back; nobody reads or sends any more.</summary>
    public void Release() => _buffer.Release();

    private void SignalRoom()
    {
        _room?.SetResult();
        _room = null;
    }
}
