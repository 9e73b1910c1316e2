using Bench.Harness.Links;

namespace Bench.Transports.Links.Profiles;

/// <summary>A region whose packets get lost, one in a hundred: what waits behind one waits for the retransmission timeout, 200 ms on Linux at the least.</summary>
public sealed class LossyLink : ILinkKind
{
    /// <inheritdoc/>
    public string Name => "lossy";

    /// <inheritdoc/>
    public string Summary => "2 ms round trip; 1 % of packets lost, each holds up its connection for 200 ms";

    /// <inheritdoc/>
    public int Rank => 4;

    /// <inheritdoc/>
    public LinkProfile Profile { get; } = new(new LinkPath { DelayNs = 1_000_000, StallShare = 0.01, StallNs = 200_000_000 });
}
