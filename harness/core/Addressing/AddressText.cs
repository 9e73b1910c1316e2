namespace Bench.Harness.Addressing;

/// <summary>Addresses as messages show them.</summary>
public static class AddressText
{
    private const string Scheme = "://";
    private const string Hidden = "…";

    /// <summary>
    /// The text without what people put secrets into: user and password before an <c>@</c>, and a query behind a <c>?</c>. Such an address is
    /// refused, and the message must not spread them.
    /// </summary>
    public static string WithoutSecrets(string? text)
    {
        string shown = text ?? "";
        int query = shown.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0)
        {
            shown = $"{shown[..(query + 1)]}{Hidden}";
        }
        int at = shown.LastIndexOf('@');
        int scheme = shown.IndexOf(Scheme, StringComparison.Ordinal);
        int from = scheme < 0 || scheme > at ? 0 : scheme + Scheme.Length;
        return at < 0 ? shown : $"{shown[..from]}{Hidden}{shown[at..]}";
    }
}
