using System.Net.Sockets;
using Bench.Harness.Links;
using Bench.Harness.Measure;
using Bench.Harness.Time;

namespace Bench.Transports.Links;

/// <summary>The connections of a link: what they read, what becomes of it, and what faults do to them.</summary>
internal sealed partial class RelayTraffic
{
    // Held for everything that is shared, never across a wait.
    private readonly Lock _gate = new();
    private readonly FaultState _faults = new();
    private readonly Clock _clock;
    private readonly RelayRoads _roads;
    private readonly ReleaseQueue _queue;
    private readonly RelayPacer _pacer;
    private readonly long _roundTripNs;
    private readonly HashSet<RelayConnection> _open = [];
    private readonly long[] _bytes = new long[2];
    private readonly long[] _chunks = new long[2];
    private long _vanished;
    private bool _closed;

    public RelayTraffic(LinkProfile profile, ulong seed, Clock clock)
    {
        _clock = clock;
        _roads = new RelayRoads(profile, seed);
        _roundTripNs = profile.RoundTripNs;
        _queue = new ReleaseQueue(_faults, Pass);
        _pacer = new RelayPacer(_gate, _queue, Sent, profile, clock);
    }

    /// <summary>Starts to carry bytes. What the client sends first counts as there a round trip after it was accepted, as its handshake would have taken that long.</summary>
    public void Open(long number, Socket client, Socket server, long acceptedNs)
    {
        client.Blocking = server.Blocking = false;
        RelayConnection connection;
        lock (_gate)
        {
            connection = new RelayConnection(number, client, server, _roads, acceptedNs + _roundTripNs);
            if (_closed)
            {
                connection.Close(reset: true);
                return;
            }
            _open.Add(connection);
        }
        _ = ReadAsync(connection.Up);
        _ = ReadAsync(connection.Down);
    }

    /// <summary>What happened so far.</summary>
    public LinkCounters Count(long connections, long refused)
    {
        lock (_gate)
        {
            var lag = new LatencyHistogram();
            lag.Add(_pacer.Lag);
            return new LinkCounters
            {
                Connections = connections,
                Open = _open.Count,
                Refused = refused,
                BytesUp = _bytes[(int)LinkDirection.Up],
                BytesDown = _bytes[(int)LinkDirection.Down],
                ChunksUp = _chunks[(int)LinkDirection.Up],
                ChunksDown = _chunks[(int)LinkDirection.Down],
                VanishedBytes = _vanished,
                HeldBytes = _open.Sum(c => (long)c.Up.HeldBytes + c.Down.HeldBytes),
                ReleaseLag = lag,
                PacingCpuNs = _pacer.CpuNs,
            };
        }
    }

    /// <summary>Closes everything.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (RelayConnection connection in _open.ToArray())
            {
                Close(connection, reset: false);
            }
        }
        return _pacer.EndAsync();
    }

    /// <summary>A marker is due; the gate is held.</summary>
    private void Pass(RelayLane lane, ChunkKind marker)
    {
        RelayConnection connection = lane.Connection;
        switch (marker)
        {
            case ChunkKind.End:
                SocketEnds.ShutdownSend(lane.To);
                lane.IsDone = true;
                if (connection.Other(lane).IsDone)
                {
                    Close(connection, reset: false);
                }
                break;
            case ChunkKind.Reset:
                Close(connection, reset: true);
                break;
            default:
                // The receiver is left to read what it got, and to close in its own time.
                SocketEnds.ShutdownSend(lane.To);
                Lose(connection);
                lane.From.Dispose();
                break;
        }
    }

    /// <summary>Bytes went out, or could not; the gate is held.</summary>
    private void Sent(RelayLane lane, int bytes, bool isWell)
    {
        _bytes[(int)lane.Direction] += bytes;
        _chunks[(int)lane.Direction]++;
        _vanished += lane.Sent(bytes);
        RelayConnection connection = lane.Connection;
        if (connection.IsOver)
        {
            connection.Retire();
        }
        else if (!isWell)
        {
            // Who reads from that end notices too; if nobody does any more, its sender is told from here.
            _vanished += lane.Drop();
            RelayLane other = connection.Other(lane);
            if (other.IsRead && !connection.IsLost)
            {
                other.Finish(ChunkKind.Reset, _clock.NowNs);
                _queue.Schedule(other);
            }
        }
    }

    private async Task ReadAsync(RelayLane lane)
    {
        while (TryGetRoom(lane, out Memory<byte> room, out Task wait))
        {
            if (room.IsEmpty)
            {
                await wait.ConfigureAwait(false);
                continue;
            }
            int bytes = 0;
            bool isWell = true;
            try
            {
                bytes = await lane.From.ReceiveAsync(room, SocketFlags.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                isWell = false;
            }
            Read(lane, bytes, isWell, _clock.NowNs);
        }
    }

    /// <returns>False if nothing more is to be read.</returns>
    private bool TryGetRoom(RelayLane lane, out Memory<byte> room, out Task wait)
    {
        lock (_gate)
        {
            if (lane.Connection.IsOver)
            {
                lane.FinishSilently();
                lane.Connection.Retire();
            }
            if (lane.IsRead)
            {
                room = default;
                wait = Task.CompletedTask;
                return false;
            }
            bool isSlow = lane.Direction == LinkDirection.Down && _faults.Of<SlowReaderFault>(_clock.NowNs) is not null;
            room = lane.Room(isSlow, out wait);
            return true;
        }
    }

    private void Read(RelayLane lane, int bytes, bool isWell, long nowNs)
    {
        lock (_gate)
        {
            RelayConnection connection = lane.Connection;
            if (connection.IsOver)
            {
                return;
            }
            if (connection.IsLost || _faults.Of<BlackHoleFault>(nowNs) is not null)
            {
                connection.IsLost = true;
                _vanished += bytes;
                if (bytes == 0)
                {
                    lane.FinishSilently();
                    lane.From.Dispose();
                    CloseIfRead(connection);
                }
                return;
            }
            if (bytes > 0)
            {
                LimitDataFault? limit = _faults.Of<LimitDataFault>(nowNs);
                lane.Add(bytes, nowNs, _faults.Of<SliceFault>(nowNs)?.Bytes, limit is not null && limit.Concerns(lane.Direction) ? limit.Bytes : null);
            }
            else
            {
                lane.Finish(isWell ? ChunkKind.End : ChunkKind.Reset, nowNs);
            }
            _queue.Schedule(lane);
        }
    }

    /// <summary>What is held vanishes, and so will whatever comes.</summary>
    private void Lose(RelayConnection connection)
    {
        connection.IsLost = true;
        _vanished += connection.Drop();
        CloseIfRead(connection);
    }

    private void CloseIfRead(RelayConnection connection)
    {
        if (connection.Up.IsRead && connection.Down.IsRead)
        {
            Close(connection, reset: false);
        }
    }

    private void Close(RelayConnection connection, bool reset)
    {
        if (_open.Remove(connection))
        {
            _vanished += connection.Close(reset);
        }
    }
}
