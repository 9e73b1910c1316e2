using Bench.Harness.Links;

namespace Bench.Transports.Links;

/// <summary>The bandwidth of one direction, which all connections share: what one sends, another waits for.</summary>
internal sealed class SharedBandwidth(long? bytesPerSecond)
{
    private long _freeNs = long.MinValue;

    /// <summary>When the last of these bytes is on its way, if they are there from the given time on.</summary>
    public long Transmit(long fromNs, int bytes)
    {
        if (bytesPerSecond is not long rate)
        {
            return fromNs;
        }
        _freeNs = Math.Max(_freeNs, fromNs) + (long)Math.Ceiling(bytes * 1e9 / rate);
        return _freeNs;
    }
}

/// <summary>When the bytes of one direction of a connection are due: arithmetic over arrivals and seeded draws alone.</summary>
/// <param name="path">What happens to them.</param>
/// <param name="bandwidth">Shared with the other connections.</param>
/// <param name="draws">What chance decides.</param>
/// <param name="notBeforeNs">Earlier arrivals count as this, ns of the clock.</param>
internal sealed class LaneTiming(LinkPath path, SharedBandwidth bandwidth, LinkDraws draws, long notBeforeNs)
{
    private long _lastNs = long.MinValue;
    private long _packets;

    /// <summary>When bytes are due, in order with those before.</summary>
    /// <param name="arrivalNs">When they arrived.</param>
    /// <param name="bytes">How many; 0 for the end of the stream.</param>
    /// <param name="gapNs">Least time after those before.</param>
    public long Next(long arrivalNs, int bytes, long gapNs)
    {
        long dueNs = bandwidth.Transmit(Math.Max(arrivalNs, notBeforeNs), bytes) + path.DelayNs;
        if (bytes > 0)
        {
            dueNs += draws.JitterNs(_packets, path.JitterNs) + (IsHeldUp(bytes) ? path.StallNs : 0);
        }
        _lastNs = Math.Max(dueNs, _lastNs == long.MinValue ? dueNs : _lastNs + gapNs);
        return _lastNs;
    }

    /// <summary>Whether one of the packets is lost; several at once are sent again together.</summary>
    private bool IsHeldUp(int bytes)
    {
        bool any = false;
        for (int sent = 0; sent < bytes; sent += LinkPath.PacketBytes)
        {
            any |= draws.IsLost(_packets, path.StallShare);
            _packets++;
        }
        return any;
    }
}
