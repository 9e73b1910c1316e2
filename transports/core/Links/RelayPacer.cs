using System.Net.Sockets;
using Bench.Harness.Links;
using Bench.Harness.Measure;
using Bench.Harness.Time;

namespace Bench.Transports.Links;

/// <summary>
/// Sends what is due, on a thread of its own. It sleeps to the absolute time of what is due next, never longer than anything that may
/// arrive meanwhile takes to be due, so that the last few milliseconds need no waking; longer waits can be ended early.
/// </summary>
internal sealed class RelayPacer
{
    private const int MaxSendBytes = 256 << 10;
    private const long WakeableNs = 3_000_000;
    private const long LeastSleepNs = 100_000;
    private const long MaxWaitMs = 60_000;

    // At more releases a second than one in this time, the spinning at the end of each wait would keep a core busy.
    private const long SpinGapNs = 66_000;
    private const long SpinNs = 25_000;
    private const long CpuIntervalNs = 50_000_000;

    private readonly RelayTraffic _traffic;
    private readonly Clock _clock;
    private readonly long _leastDelayNs;
    private readonly PriorityQueue<RelayLane, long> _queue = new();
    private readonly List<Due> _batch = [];
    private readonly WakeUp _wake = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _wakeBeforeNs;
    private long _slowFreeNs;
    private long _lastSendNs;
    private long _cpuNs = -1;
    private long _cpuSeenNs;
    private bool _ending;

    private readonly record struct Due(RelayLane Lane, ReadOnlyMemory<byte> Bytes, long DueNs);

    public RelayPacer(RelayTraffic traffic, LinkProfile profile, Clock clock)
    {
        _traffic = traffic;
        _clock = clock;
        _leastDelayNs = Math.Min(profile.Up.DelayNs, profile.Down.DelayNs);
    }

    /// <summary>How late what was due was sent; the gate is held to read it.</summary>
    public LatencyHistogram Lag { get; } = new();

    /// <summary>CPU time of the thread, a little while ago, ns.</summary>
    public long? CpuNs => Volatile.Read(ref _cpuNs) is >= 0 and long used ? used : null;

    public void Start() => new Thread(Run) { IsBackground = true, Name = "link pacer" }.Start();

    /// <summary>Sees to it that a lane is looked at when its first chunk is due; the gate is held.</summary>
    public void Schedule(RelayLane lane)
    {
        if (lane.IsQueued || lane.IsSending || !lane.HasChunks)
        {
            return;
        }
        Enqueue(lane, lane.HeadDueNs);
    }

    /// <summary>Looks at everything anew, as a fault has begun or ended; the gate is held.</summary>
    public void Look() => _wake.Ring();

    /// <summary>Ends the thread.</summary>
    public Task EndAsync()
    {
        lock (_traffic.Gate)
        {
            _ending = true;
        }
        _wake.Ring();
        return _ended.Task;
    }

    private void Run()
    {
        DueWait wait = DueWait.For(_clock);
        while (Collect(out long nextNs))
        {
            if (_batch.Count == 0)
            {
                Wait(wait, nextNs);
                continue;
            }
            foreach (Due due in _batch)
            {
                Send(due);
            }
        }
        _ended.SetResult();
    }

    /// <returns>False if the thread is to end.</returns>
    private bool Collect(out long nextNs)
    {
        _batch.Clear();
        lock (_traffic.Gate)
        {
            _wakeBeforeNs = long.MinValue;
            long nowNs = _clock.NowNs;
            long stalledUntilNs = _traffic.Faults.StalledUntilNs;
            while (_queue.TryPeek(out RelayLane? lane, out long dueNs) && dueNs <= nowNs && nowNs >= stalledUntilNs)
            {
                _queue.Dequeue();
                lane.IsQueued = false;
                if (lane.HasChunks && !lane.IsSending)
                {
                    Take(lane, nowNs);
                }
            }
            nextNs = _queue.TryPeek(out _, out long firstNs) ? Math.Max(firstNs, stalledUntilNs) : long.MaxValue;
            _wakeBeforeNs = _batch.Count == 0 ? nextNs : long.MinValue;
            return !_ending;
        }
    }

    private void Take(RelayLane lane, long nowNs)
    {
        if (lane.HeadDueNs > nowNs)
        {
            Enqueue(lane, lane.HeadDueNs);
            return;
        }
        long dueNs = Math.Max(_traffic.Faults.StalledUntilNs, lane.FreeSinceNs);
        int most = MaxSendBytes;
        SlowReaderFault? slow = lane.Direction == LinkDirection.Down ? _traffic.Faults.Of<SlowReaderFault>(nowNs) : null;
        if (slow is not null)
        {
            if (nowNs < _slowFreeNs)
            {
                Enqueue(lane, _slowFreeNs);
                return;
            }
            dueNs = Math.Max(dueNs, _slowFreeNs);
            most = (int)Math.Clamp(slow.BytesPerSecond / 100, 1, LinkPath.PacketBytes);
        }
        ReadOnlyMemory<byte> bytes = lane.Take(nowNs, most, out Chunk head);
        if (slow is not null)
        {
            _slowFreeNs = nowNs + (long)Math.Ceiling(bytes.Length * 1e9 / slow.BytesPerSecond);
        }
        if (head.Kind == ChunkKind.Data)
        {
            _batch.Add(new Due(lane, bytes, Math.Max(dueNs, head.DueNs)));
        }
        else
        {
            _traffic.Pass(lane, head.Kind);
        }
    }

    private void Send(in Due due)
    {
        RelayLane lane = due.Lane;
        long nowNs = _clock.NowNs;
        _lastSendNs = nowNs;
        int sent = 0;
        SocketError error;
        try
        {
            sent = lane.To.Send(due.Bytes.Span, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            error = SocketError.Shutdown;
        }
        if (error == SocketError.WouldBlock || (error == SocketError.Success && sent < due.Bytes.Length))
        {
            _ = PushAsync(lane, due.Bytes, sent, nowNs - due.DueNs);
            return;
        }
        Sent(lane, sent, error == SocketError.Success, nowNs - due.DueNs);
    }

    /// <summary>The receiver takes no more for now: what is left of the bytes goes out as it makes room.</summary>
    private async Task PushAsync(RelayLane lane, ReadOnlyMemory<byte> bytes, int sent, long lagNs)
    {
        bool isWell = true;
        try
        {
            while (sent < bytes.Length)
            {
                sent += await lane.To.SendAsync(bytes[sent..], SocketFlags.None).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            isWell = false;
        }
        lock (_traffic.Gate)
        {
            lane.FreeSinceNs = _clock.NowNs;
        }
        Sent(lane, sent, isWell, lagNs);
    }

    private void Sent(RelayLane lane, int bytes, bool isWell, long lagNs)
    {
        lock (_traffic.Gate)
        {
            Lag.Record(lagNs);
            _traffic.Sent(lane, bytes, isWell);
            Schedule(lane);
        }
    }

    private void Enqueue(RelayLane lane, long dueNs)
    {
        lane.IsQueued = true;
        _queue.Enqueue(lane, dueNs);
        if (dueNs < _wakeBeforeNs)
        {
            _wakeBeforeNs = dueNs;
            _wake.Ring();
        }
    }

    private void Wait(DueWait wait, long nextNs)
    {
        long nowNs = _clock.NowNs;
        if (nowNs - _cpuSeenNs > CpuIntervalNs || nextNs == long.MaxValue)
        {
            _cpuSeenNs = nowNs;
            Volatile.Write(ref _cpuNs, ThreadCpu.UsedNs ?? -1);
        }
        if (nextNs == long.MaxValue)
        {
            _wake.Wait(Timeout.Infinite);
            return;
        }
        long leftNs = nextNs - nowNs;
        if (leftNs > WakeableNs)
        {
            _wake.Wait((int)Math.Min((leftNs / 1_000_000) - 2, MaxWaitMs));
            return;
        }
        long mostNs = nowNs + Math.Max(_leastDelayNs, LeastSleepNs);
        wait.Until(Math.Min(nextNs, mostNs), nextNs <= mostNs && nowNs - _lastSendNs > SpinGapNs ? SpinNs : 0);
    }
}
