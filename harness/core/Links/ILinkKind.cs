using Bench.Harness.Catalog;

namespace Bench.Harness.Links;

/// <summary>A link with a name: <c>lan</c>, <c>wan</c>, … Its plug is that name and a profile.</summary>
public interface ILinkKind : IRankedPlug
{
    /// <summary>What it does.</summary>
    LinkProfile Profile { get; }
}
