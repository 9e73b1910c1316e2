using Bench.Harness.Links;

namespace Bench.Transports.Links.Profiles;

/// <summary>Two machines in a building: 0.1 ms each way.</summary>
public sealed class LanLink : ILinkKind
{
    /// <inheritdoc/>
    public string Name => "lan";

    /// <inheritdoc/>
    public string Summary => "0.2 ms round trip: one building";

    /// <inheritdoc/>
    public int Rank => 1;

    /// <inheritdoc/>
    public LinkProfile Profile { get; } = new(new LinkPath { DelayNs = 100_000 });
}
