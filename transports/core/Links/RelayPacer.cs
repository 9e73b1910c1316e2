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
    private const long WakeableNs = 3_000_000;
    private const long LeastSleepNs = 100_000;
    private const long MaxWaitMs = 60_000;

    // At more releases a second than one in this time, the spinning at the end of each wait would keep a core busy.
    private const long SpinGapNs = 66_000;
    private const long SpinNs = 25_000;
    private const long CpuIntervalNs = 50_000_000;

    private readonly Lock _gate;
    private readonly ReleaseQueue _queue;
    private readonly Action<RelayLane, int, bool> _sent;
    private readonly Clock _clock;
    private readonly long _leastDelayNs;
    private readonly List<Release> _due = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastSendNs;
    private long _cpuNs = -1;
    private long _cpuSeenNs;
    private volatile bool _ending;

    /// <param name="gate">The link's gate.</param>
    /// <param name="queue">What is due when.</param>
    /// <param name="sent">Told, under the gate, how many bytes went out, and whether without an error.</param>
    /// <param name="profile">The link's.</param>
    /// <param name="clock">The time source.</param>
    public RelayPacer(Lock gate, ReleaseQueue queue, Action<RelayLane, int, bool> sent, LinkProfile profile, Clock clock)
    {
        _gate = gate;
        _queue = queue;
        _sent = sent;
        _clock = clock;
        _leastDelayNs = Math.Min(profile.Up.DelayNs, profile.Down.DelayNs);
        new Thread(Run) { IsBackground = true, Name = "link pacer" }.Start();
    }

    /// <summary>How late what was due was sent; under the gate.</summary>
    public LatencyHistogram Lag { get; } = new();

    /// <summary>CPU time of the thread, a little while ago, ns.</summary>
    public long? CpuNs => Volatile.Read(ref _cpuNs) is >= 0 and long used ? used : null;

    /// <summary>Ends the thread.</summary>
    public Task EndAsync()
    {
        _ending = true;
        _queue.WakeUp.Ring();
        return _ended.Task;
    }

    private void Run()
    {
        DueWait wait = DueWait.For(_clock);
        while (!_ending)
        {
            _due.Clear();
            long nextNs;
            lock (_gate)
            {
                nextNs = _queue.Collect(_clock.NowNs, _due);
            }
            foreach (Release release in _due)
            {
                Send(release);
            }
            if (_due.Count == 0)
            {
                Wait(wait, nextNs);
            }
        }
        _ended.SetResult();
    }

    private void Send(in Release release)
    {
        RelayLane lane = release.Lane;
        _lastSendNs = _clock.NowNs;
        long lagNs = _lastSendNs - release.DueNs;
        int sent = 0;
        SocketError error;
        try
        {
            sent = lane.To.Send(release.Bytes.Span, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            error = SocketError.Shutdown;
        }
        if (error == SocketError.WouldBlock || (error == SocketError.Success && sent < release.Bytes.Length))
        {
            _ = PushAsync(lane, release.Bytes, sent, lagNs);
            return;
        }
        lock (_gate)
        {
            Sent(lane, sent, error == SocketError.Success, lagNs);
        }
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
        lock (_gate)
        {
            lane.FreeSinceNs = _clock.NowNs;
            Sent(lane, sent, isWell, lagNs);
        }
    }

    private void Sent(RelayLane lane, int bytes, bool isWell, long lagNs)
    {
        Lag.Record(lagNs);
        _sent(lane, bytes, isWell);
        _queue.Schedule(lane);
    }

    private void Wait(DueWait wait, long nextNs)
    {
        long nowNs = _clock.NowNs;
        if (nowNs - _cpuSeenNs > CpuIntervalNs || nextNs == long.MaxValue)
        {
            _cpuSeenNs = nowNs;
            Volatile.Write(ref _cpuNs, ThreadCpu.UsedNs ?? -1);
        }
        long leftNs = nextNs - nowNs;
        if (nextNs == long.MaxValue)
        {
            _queue.WakeUp.Wait(Timeout.Infinite);
        }
        else if (leftNs > WakeableNs)
        {
            _queue.WakeUp.Wait((int)Math.Min((leftNs / 1_000_000) - 2, MaxWaitMs));
        }
        else
        {
            long mostNs = nowNs + Math.Max(_leastDelayNs, LeastSleepNs);
            wait.Until(Math.Min(nextNs, mostNs), nextNs <= mostNs && nowNs - _lastSendNs > SpinGapNs ? SpinNs : 0);
        }
    }
}
