namespace Bench.Harness.Wire;

/// <summary>What a peer may ask of us; defaults are safe against a hostile one and outlast a stall of 1 s.</summary>
public sealed record WireLimits
{
    /// <summary>Largest frame, payload and header without prefix, in bytes. Default 16 MiB, range 64 B to 1 GiB. A receiver buffers up to this much per connection.</summary>
    public int MaxFrameBytes { get; init; } = 16 << 20;

    /// <summary>Requests under way per connection. Default 65,536, range 1 to 1,000,000. More are answered with <c>overloaded</c>.</summary>
    public int MaxInFlight { get; init; } = 65_536;

    /// <summary>Time from accept to a complete hello. Default 10 s. Too short refuses clients behind a slow network.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time from the first byte of a frame to the last of its header. Default 10 s. Cuts peers that send a byte now and then to hold a connection.</summary>
    public TimeSpan HeaderReadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes a server keeps for a client that does not read, before it stops reading from it. Default 1 MiB.</summary>
    public int MaxUnsentBytes { get; init; } = 1 << 20;
}
