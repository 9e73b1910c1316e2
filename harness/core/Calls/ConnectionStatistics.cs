using Bench.Harness.Measure;

namespace Bench.Harness.Calls;

/// <summary>What a client's connections did, over its life and within a window.</summary>
public sealed class ConnectionStatistics
{
    private readonly Lock _gate = new();
    private readonly HashSet<ICountedConnection> _open = [];
    private readonly LatencyHistogram _handshakes = new();
    private readonly LatencyHistogram _waits = new();
    private readonly List<int> _openedBySecond = [];
    private ConnectionTotals? _start;
    private long _windowStartNs = long.MaxValue;
    private long _opened;
    private long _reconnects;
    private long _sentByClosed;
    private long _sentElsewhere;
    private long _late;
    private long _duplicates;
    private int _lost;
    private long _firstLostNs;
    private long _lastLostNs;
    private int _peak;
    private bool _waited;

    /// <summary>Bytes on the wire.</summary>
    public WireCounter Wire { get; } = new();

    /// <summary>Calls sent so far, by every connection.</summary>
    public long Sent
    {
        get
        {
            lock (_gate)
            {
                return Totals().Sent;
            }
        }
    }

    /// <summary>
    /// Says when a window is to start. It then begins with the first connection that opens or breaks in it, if that comes before <see cref="StartWindow"/>: who
    /// calls that wakes a few ms late, in which connections may live and die.
    /// </summary>
    /// <param name="atNs">Its start, ns of the clock.</param>
    public void ScheduleWindow(long atNs)
    {
        lock (_gate)
        {
            _windowStartNs = atNs;
            _start = null;
        }
    }

    /// <summary>Starts a window, unless it was scheduled and has begun: what is open now counts as opened for it.</summary>
    /// <param name="atNs">Its start, ns of the clock.</param>
    /// <returns>The totals when it began, to give to <see cref="EndWindow"/>.</returns>
    public ConnectionTotals StartWindow(long atNs)
    {
        lock (_gate)
        {
            return _start is not null && _windowStartNs == atNs ? _start : Begin(atNs);
        }
    }

    /// <summary>What happened since the window started.</summary>
    public ConnectionWindow EndWindow(ConnectionTotals start)
    {
        ArgumentNullException.ThrowIfNull(start);
        lock (_gate)
        {
            ConnectionTotals now = Totals();
            long opened = now.Opened - start.Opened;
            return new ConnectionWindow(
                opened,
                _peak,
                now.Reconnects - start.Reconnects,
                now.Sent - start.Sent,
                _handshakes.Count > 0 ? _handshakes.ValueAtPercentile(50) : null,
                _waited && _waits.Count > 0 ? _waits.ValueAtPercentile(99) : null,
                [.. _openedBySecond],
                _lost,
                _firstLostNs,
                _lastLostNs);
        }
    }

    /// <summary>Answers that came after their call had ended, and answers to calls that had one already.</summary>
    public (long Late, long Duplicate) UnwantedAnswers => (Interlocked.Read(ref _late), Interlocked.Read(ref _duplicates));

    /// <summary>Notes how long a call waited for a connection, ns; 0 for one that did not.</summary>
    public void Waited(long ns)
    {
        lock (_gate)
        {
            if (!_waited)
            {
                _waited = true;
                _waits.Reserve(LatencyHistogram.ReservedNs);
            }
            _waits.Record(ns);
        }
    }

    /// <summary>A call was sent over a connection that does not count its calls itself.</summary>
    public void CountSent() => Interlocked.Increment(ref _sentElsewhere);

    /// <summary>A connection is open.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="handshakeNs">Time that opening it took, ns.</param>
    /// <param name="replacesBroken">Whether it takes the place of one that broke.</param>
    public void Opened(ICountedConnection connection, long handshakeNs, bool replacesBroken)
    {
        lock (_gate)
        {
            BeginIfReached(connection.OpenedNs);
            CountSecond(connection.OpenedNs);
            _open.Add(connection);
            _opened++;
            _reconnects += replacesBroken ? 1 : 0;
            _peak = Math.Max(_peak, _open.Count);
            _handshakes.Record(handshakeNs);
        }
    }

    /// <summary>A connection has ended.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="lostNs">When it broke, or its peer was found to be dead, ns of the clock; null if it was closed in good order.</param>
    public void Closed(ICountedConnection connection, long? lostNs)
    {
        lock (_gate)
        {
            if (lostNs is long atNs)
            {
                BeginIfReached(atNs);
                _firstLostNs = _lost++ == 0 ? atNs : _firstLostNs;
                _lastLostNs = atNs;
            }
            if (_open.Remove(connection))
            {
                _sentByClosed += connection.Sent;
            }
        }
    }

    internal void LateAnswer(bool duplicate) => Interlocked.Increment(ref duplicate ? ref _duplicates : ref _late);

    private void BeginIfReached(long atNs)
    {
        if (_start is null && atNs >= _windowStartNs)
        {
            Begin(_windowStartNs);
        }
    }

    private ConnectionTotals Begin(long atNs)
    {
        _windowStartNs = atNs;
        _openedBySecond.Clear();
        _lost = 0;
        _peak = _open.Count;
        _waits.Clear();
        return _start = Totals() with { Opened = _opened - _open.Count };
    }

    private void CountSecond(long openedNs)
    {
        if (openedNs < _windowStartNs)
        {
            return;
        }
        int second = (int)((openedNs - _windowStartNs) / 1_000_000_000);
        while (_openedBySecond.Count <= second)
        {
            _openedBySecond.Add(0);
        }
        _openedBySecond[second]++;
    }

    private ConnectionTotals Totals() => new(_opened, _reconnects, _sentByClosed + Interlocked.Read(ref _sentElsewhere) + _open.Sum(c => c.Sent));
}

/// <summary>A connection of a client, as statistics see it.</summary>
public interface ICountedConnection
{
    /// <summary>When it was opened, ns of the clock.</summary>
    long OpenedNs { get; }

    /// <summary>Calls sent over it so far; 0 where <see cref="ConnectionStatistics.CountSent"/> counts them.</summary>
    long Sent { get; }
}

/// <summary>Totals of a client's connections at one time.</summary>
/// <param name="Opened">Connections opened.</param>
/// <param name="Reconnects">Those that took the place of a broken one.</param>
/// <param name="Sent">Calls sent.</param>
public sealed record ConnectionTotals(long Opened, long Reconnects, long Sent);

/// <summary>What a client's connections did in a window.</summary>
/// <param name="Opened">Connections opened in it, or open when it began.</param>
/// <param name="Peak">Most open at one time.</param>
/// <param name="Reconnects">Opened in place of one that broke.</param>
/// <param name="Sent">Calls sent.</param>
/// <param name="HandshakeP50Ns">Median time to open a connection since the client began, ns.</param>
/// <param name="WaitP99Ns">99th percentile of the time a call waited for a connection, ns; null where calls never wait.</param>
/// <param name="OpenedBySecond">Connections opened in each second of the window, up to the last in which there were any.</param>
/// <param name="Lost">Connections that broke, or whose peer was found to be dead.</param>
/// <param name="FirstLostNs">When the first of them ended, ns of the clock; without meaning if there were none.</param>
/// <param name="LastLostNs">When the last of them ended.</param>
public sealed record ConnectionWindow(
    long Opened,
    int Peak,
    long Reconnects,
    long Sent,
    long? HandshakeP50Ns,
    long? WaitP99Ns,
    IReadOnlyList<int> OpenedBySecond,
    int Lost,
    long FirstLostNs,
    long LastLostNs);
