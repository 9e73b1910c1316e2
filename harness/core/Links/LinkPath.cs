namespace Bench.Harness.Links;

/// <summary>Which way bytes go.</summary>
public enum LinkDirection
{
    /// <summary>From the client to the server.</summary>
    Up,

    /// <summary>From the server to the client.</summary>
    Down,
}

/// <summary>What one direction of a link does to the bytes that pass. The default does nothing.</summary>
public sealed record LinkPath
{
    /// <summary>Bytes of a full packet: what stalls and jitter are drawn for.</summary>
    public const int PacketBytes = 1_460;

    /// <summary>Longest delay, jitter or stall: 1 minute.</summary>
    public const long MaxNs = 60_000_000_000;

    /// <summary>Time from a byte's arrival at the link to its release, ns, 0 to <see cref="MaxNs"/>.</summary>
    public long DelayNs { get; init; }

    /// <summary>Up to this much more, drawn evenly, ns, 0 to <see cref="MaxNs"/>; bytes of a connection never overtake each other.</summary>
    public long JitterNs { get; init; }

    /// <summary>Bytes per second of all connections together, 1 and up; null for no limit.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Share of packets that hold up their connection for <see cref="StallNs"/>, 0 to 1.</summary>
    public double StallShare { get; init; }

    /// <summary>How long a lost packet holds up what comes behind it, as TCP's retransmission timeout does, ns, 0 to <see cref="MaxNs"/>.</summary>
    public long StallNs { get; init; }

    /// <summary>Whether it does nothing.</summary>
    public bool IsPlain => this == Plain;

    internal static LinkPath Plain { get; } = new();
}
