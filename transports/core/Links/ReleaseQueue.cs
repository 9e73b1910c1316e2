using Bench.Harness.Links;

namespace Bench.Transports.Links;

/// <summary>What a pacing thread is to send now.</summary>
/// <param name="Lane">On which lane.</param>
/// <param name="Bytes">Which bytes.</param>
/// <param name="DueNs">Since when they could have gone, ns of the clock.</param>
internal readonly record struct Release(RelayLane Lane, ReadOnlyMemory<byte> Bytes, long DueNs);

/// <summary>The lanes in the order in which they have something due; under the link's gate.</summary>
/// <param name="faults">May hold things up.</param>
/// <param name="pass">Told of markers that are due.</param>
internal sealed class ReleaseQueue(FaultState faults, Action<RelayLane, ChunkKind> pass)
{
    private const int MaxSendBytes = 256 << 10;
    private const int SlowPiecesPerSecond = 100;

    private readonly PriorityQueue<RelayLane, long> _lanes = new();
    private long _awaitedNs;
    private long _slowFreeNs;

    /// <summary>Rung when something is due earlier than <see cref="Collect"/> said last, or is to be looked at again.</summary>
    public WakeUp WakeUp { get; } = new();

    /// <summary>Sees to it that a lane is looked at when its first chunk is due.</summary>
    public void Schedule(RelayLane lane)
    {
        if (!lane.IsQueued && !lane.IsSending && lane.HasChunks)
        {
            Enqueue(lane, lane.HeadDueNs);
        }
    }

    /// <summary>Collects what is due.</summary>
    /// <param name="nowNs">The time.</param>
    /// <param name="due">Where to.</param>
    /// <returns>When to come again if nothing was: ns of the clock, <see cref="long.MaxValue"/> for when woken.</returns>
    public long Collect(long nowNs, List<Release> due)
    {
        _awaitedNs = long.MinValue;
        while (nowNs >= faults.StalledUntilNs && _lanes.TryPeek(out RelayLane? lane, out long lookNs) && lookNs <= nowNs)
        {
            _lanes.Dequeue();
            lane.IsQueued = false;
            if (lane.HasChunks && !lane.IsSending)
            {
                Take(lane, nowNs, due);
            }
        }
        long nextNs = _lanes.TryPeek(out _, out long firstNs) ? Math.Max(firstNs, faults.StalledUntilNs) : long.MaxValue;
        _awaitedNs = due.Count == 0 ? nextNs : long.MinValue;
        return nextNs;
    }

    private void Take(RelayLane lane, long nowNs, List<Release> due)
    {
        SlowReaderFault? slow = lane.Direction == LinkDirection.Down ? faults.Of<SlowReaderFault>(nowNs) : null;
        long lookNs = Math.Max(lane.HeadDueNs, slow is null ? long.MinValue : _slowFreeNs);
        if (lookNs > nowNs)
        {
            Enqueue(lane, lookNs);
            return;
        }
        long freeNs = Math.Max(lookNs, Math.Max(faults.StalledUntilNs, lane.FreeSinceNs));
        int most = slow is null ? MaxSendBytes : (int)Math.Clamp(slow.BytesPerSecond / SlowPiecesPerSecond, 1, LinkPath.PacketBytes);
        ReadOnlyMemory<byte> bytes = lane.Take(nowNs, most, out Chunk head);
        if (head.Kind != ChunkKind.Data)
        {
            pass(lane, head.Kind);
            return;
        }
        due.Add(new Release(lane, bytes, freeNs));
        if (slow is not null)
        {
            _slowFreeNs = nowNs + (long)Math.Ceiling(bytes.Length * 1e9 / slow.BytesPerSecond);
        }
    }

    private void Enqueue(RelayLane lane, long lookNs)
    {
        lane.IsQueued = true;
        _lanes.Enqueue(lane, lookNs);
        if (lookNs < _awaitedNs)
        {
            _awaitedNs = lookNs;
            WakeUp.Ring();
        }
    }
}
