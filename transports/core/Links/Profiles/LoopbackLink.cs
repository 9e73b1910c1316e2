using Bench.Harness.Links;

namespace Bench.Transports.Links.Profiles;

/// <summary>Nothing between client and server.</summary>
public sealed class LoopbackLink : ILinkKind
{
    /// <inheritdoc/>
    public string Name => "loopback";

    /// <inheritdoc/>
    public string Summary => "nothing added, and no relay";

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public LinkProfile Profile { get; } = LinkProfile.Loopback;
}
