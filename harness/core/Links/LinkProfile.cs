using Bench.Harness.Catalog;

namespace Bench.Harness.Links;

/// <summary>What a link does to the bytes between client and server.</summary>
/// <param name="Up">From the client to the server.</param>
/// <param name="Down">From the server to the client.</param>
public sealed record LinkProfile(LinkPath Up, LinkPath Down)
{
    /// <summary>Both directions alike.</summary>
    public LinkProfile(LinkPath both) : this(both, both)
    {
    }

    /// <summary>Nothing is added.</summary>
    public static LinkProfile Loopback { get; } = new(LinkPath.Plain);

    /// <summary>Both delays together, ns, without jitter and stalls.</summary>
    public long RoundTripNs => Up.DelayNs + Down.DelayNs;

    /// <summary>Whether it adds nothing: then no relay is needed.</summary>
    public bool IsLoopback => Up.IsPlain && Down.IsPlain;

    /// <summary>Reads the name of a link, or a profile such as <c>delay=20ms,jitter=2ms,bandwidth=100mbit,stall=200ms@1%</c>.</summary>
    /// <param name="text">The text; <see cref="ToString"/> gives one that means the same.</param>
    /// <param name="plugs">Where named links are found.</param>
    /// <exception cref="LinkSyntaxException">It is neither; the message names the links, the keys and the forms of their values.</exception>
    public static LinkProfile Parse(string text, PlugCatalog plugs)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(plugs);
        IReadOnlyList<ILinkKind> named = plugs.All<ILinkKind>();
        return named.FirstOrDefault(k => k.Name == text)?.Profile
            ?? (text.Contains('=', StringComparison.Ordinal)
                ? ProfileSyntax.Parse(text)
                : throw LinkSyntaxException.ForProfile(text, $"no link has that name; known are {string.Join(", ", named.Select(k => k.Name))}"));
    }

    /// <summary>What one direction does.</summary>
    public LinkPath Of(LinkDirection direction) => direction == LinkDirection.Up ? Up : Down;

    /// <inheritdoc/>
    public override string ToString() => ProfileSyntax.Format(this);
}
