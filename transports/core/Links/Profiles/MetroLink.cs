using Bench.Harness.Links;

namespace Bench.Transports.Links.Profiles;

/// <summary>Two data centres of a region: 1 ms each way.</summary>
public sealed class MetroLink : ILinkKind
{
    /// <inheritdoc/>
    public string Name => "metro";

    /// <inheritdoc/>
    public string Summary => "2 ms round trip: one region";

    /// <inheritdoc/>
    public int Rank => 2;

    /// <inheritdoc/>
    public LinkProfile Profile { get; } = new(new LinkPath { DelayNs = 1_000_000 });
}
