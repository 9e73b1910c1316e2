using Bench.Harness.Links;

namespace Bench.Impostors;

/// <summary>By a geostationary satellite: proves that a link is found by its name.</summary>
public sealed class SatelliteLink : ILinkKind
{
    public string Name => "satellite";

    public string Summary => "600 ms round trip: by a satellite";

    public int Rank => 5;

    public LinkProfile Profile { get; } = new(
        Up: new LinkPath { DelayNs = 300_000_000, BytesPerSecond = 625_000 },
        Down: new LinkPath { DelayNs = 300_000_000, BytesPerSecond = 2_500_000 });
}
