namespace Bench.Harness.Outcome;

/// <summary>The names of error kinds as the run record and the wire spell them.</summary>
public static class ErrorKindNames
{
    private static readonly Dictionary<ErrorKind, string> Names = Enum.GetValues<ErrorKind>().ToDictionary(k => k, Kebab);
    private static readonly Dictionary<string, ErrorKind> Kinds = Names.ToDictionary(n => n.Value, n => n.Key, StringComparer.Ordinal);

    /// <summary>How many kinds there are, <see cref="ErrorKind.None"/> included.</summary>
    public static int Count => Names.Count;

    /// <summary>The name of a kind, e.g. <c>connection-lost</c>.</summary>
    public static string Name(this ErrorKind kind) => Names[kind];

    /// <summary>The kind of a name; <see cref="ErrorKind.Remote"/> for a name this version does not know.</summary>
    public static ErrorKind Parse(string name) => Kinds.GetValueOrDefault(name, ErrorKind.Remote);

    /// <summary>Whether errors of that kind come before a request can reach a handler, whoever reports them.</summary>
    public static bool IsUnsent(this ErrorKind kind) => kind is ErrorKind.ConnectFailed or ErrorKind.PortExhausted or ErrorKind.PoolExhausted
        or ErrorKind.NoProvider or ErrorKind.Refused or ErrorKind.Overloaded;

    private static string Kebab(ErrorKind kind) =>
        string.Concat(kind.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : char.ToLowerInvariant(c).ToString()));
}
