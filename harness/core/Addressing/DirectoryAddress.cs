using System.Diagnostics.CodeAnalysis;

namespace Bench.Harness.Addressing;

/// <summary>
/// Which directory: <c>embedded</c>, <c>static://HOST:PORT,unix:PATH</c>, <c>redis://HOST:PORT</c>, <c>zookeeper://HOST:PORT,HOST:PORT</c>.
/// </summary>
/// <param name="Scheme">Name of the directory's kind.</param>
/// <param name="Servers">Where it is; of a static one, whom it lists. Empty if that is not said.</param>
public sealed record DirectoryAddress(string Scheme, IReadOnlyList<Endpoint> Servers)
{
    private const string Separator = "://";

    /// <summary>Reads an address.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DirectoryAddress? address)
    {
        address = null;
        string[] parts = (text ?? "").Split(Separator, 2);
        if (parts[0].Length == 0 || !parts[0].All(c => char.IsAsciiLetterLower(c) || c == '-'))
        {
            return false;
        }
        var servers = new List<Endpoint>();
        foreach (string server in parts.Length == 2 ? parts[1].Split(',') : [])
        {
            if (!Endpoint.TryParse(server, out Endpoint? endpoint) || endpoint is { Scheme: "tcp", Port: 0 })
            {
                return false;
            }
            servers.Add(endpoint);
        }
        address = new DirectoryAddress(parts[0], servers);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Servers.Count == 0 ? Scheme : $"{Scheme}{Separator}{string.Join(',', Servers)}";
}
