using Bench.Harness.Links;

namespace Bench.Transports.Links.Profiles;

/// <summary>Two ends of a continent: 20 ms each way.</summary>
public sealed class WanLink : ILinkKind
{
    /// <inheritdoc/>
    public string Name => "wan";

    /// <inheritdoc/>
    public string Summary => "40 ms round trip: across a continent";

    /// <inheritdoc/>
    public int Rank => 3;

    /// <inheritdoc/>
    public LinkProfile Profile { get; } = new(new LinkPath { DelayNs = 20_000_000 });
}
