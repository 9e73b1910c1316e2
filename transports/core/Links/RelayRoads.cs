using System.Net.Sockets;
using Bench.Harness.Links;

namespace Bench.Transports.Links;

/// <summary>Both directions of a link, as all connections share them.</summary>
internal sealed class RelayRoads(LinkProfile profile, ulong seed)
{
    /// <summary>What a direction may hold beyond what is on its way.</summary>
    private const int SlackBytes = 1 << 20;

    private const int MaxOnTheWayBytes = 16 << 20;
    private const double UnlimitedBytesPerSecond = 1.25e9;
    private const double PiecesPerSecond = 1_000;

    private readonly SharedBandwidth _up = new(profile.Up.BytesPerSecond);
    private readonly SharedBandwidth _down = new(profile.Down.BytesPerSecond);

    public LinkDraws Draws(long connection, LinkDirection direction) => new(seed, connection, direction);

    public RelayLane Lane(RelayConnection connection, LinkDirection direction, Socket from, Socket to, long notBeforeNs)
    {
        LinkPath path = profile.Of(direction);
        var timing = new LaneTiming(path, direction == LinkDirection.Up ? _up : _down, Draws(connection.Number, direction), notBeforeNs);
        return new RelayLane(connection, direction, from, to, timing, BoundOf(path), PieceOf(path));
    }

    /// <summary>What is on its way at full rate, and some more; without a limit, 10 Gbit/s count as full.</summary>
    internal static int BoundOf(LinkPath path)
    {
        double onTheWay = (path.BytesPerSecond ?? UnlimitedBytesPerSecond) * (path.DelayNs + path.JitterNs + (path.StallShare > 0 ? path.StallNs : 0)) / 1e9;
        return SlackBytes + (int)Math.Min(onTheWay, MaxOnTheWayBytes);
    }

    /// <summary>A bandwidth lets bytes out in pieces of a millisecond.</summary>
    private static int PieceOf(LinkPath path) =>
        path.BytesPerSecond is long rate ? (int)Math.Clamp(rate / PiecesPerSecond, LinkPath.PacketBytes, RelayLane.ReadBytes) : RelayLane.ReadBytes;
}
