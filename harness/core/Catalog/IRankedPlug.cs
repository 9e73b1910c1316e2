namespace Bench.Harness.Catalog;

/// <summary>A plug with a place of its own in lists; the lowest rank of an axis is its default.</summary>
public interface IRankedPlug : IPlug
{
    /// <summary>0 is the default of the axis; unranked plugs come last, by name.</summary>
    int Rank { get; }
}
