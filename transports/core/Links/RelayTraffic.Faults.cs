using Bench.Harness.Links;

namespace Bench.Transports.Links;

/// <content>What faults do.</content>
internal sealed partial class RelayTraffic
{
    private long _resets;

    /// <summary>Whether such a fault is in force.</summary>
    public bool Has<TFault>() where TFault : LastingFault
    {
        lock (_gate)
        {
            return _faults.Of<TFault>(_clock.NowNs) is not null;
        }
    }

    /// <summary>Begins, ends or does what the fault says.</summary>
    public LinkEffect Apply(LinkFault fault)
    {
        lock (_gate)
        {
            long nowNs = _clock.NowNs;
            int open = _open.Count;
            switch (fault)
            {
                case ResetFault reset:
                    open = Reset(reset.Share);
                    break;
                case HalfOpenFault:
                    open = LoseServers();
                    break;
                case StallFault stall:
                    _faults.Stall(stall.Length, nowNs);
                    break;
                case LastingFault lasting:
                    _faults.Begin(lasting, nowNs);
                    OnBegin(lasting);
                    break;
                case EndOfFault end:
                    _faults.End(end.Name);
                    break;
            }
            _queue.WakeUp.Ring();
            return new LinkEffect(open);
        }
    }

    private int Reset(double share)
    {
        long fault = _resets++;
        int count = _open.Count == 0 ? 0 : Math.Max(1, (int)Math.Round(share * _open.Count));
        foreach (RelayConnection connection in _open.OrderBy(c => c.Lot(fault)).Take(count).ToArray())
        {
            Close(connection, reset: true);
        }
        return count;
    }

    private int LoseServers()
    {
        RelayConnection[] whole = [.. _open.Where(c => !c.IsLost)];
        foreach (RelayConnection connection in whole)
        {
            Lose(connection);
            SocketEnds.ShutdownBoth(connection.Server);
        }
        return whole.Length;
    }

    private void OnBegin(LastingFault fault)
    {
        foreach (RelayConnection connection in _open.ToArray())
        {
            if (fault is BlackHoleFault && (connection.Up.IsHolding || connection.Down.IsHolding))
            {
                Lose(connection);
            }
            if (fault is LimitDataFault)
            {
                connection.Up.StartLimit();
                connection.Down.StartLimit();
            }
        }
    }
}
