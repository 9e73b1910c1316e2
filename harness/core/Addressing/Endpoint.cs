using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Bench.Harness.Addressing;

/// <summary>
/// Where a server listens: <c>HOST:PORT</c> (IPv6 in brackets), <c>unix:PATH</c>, or <c>memory:NAME</c> within a process. A server that
/// proves who it is adds a pin: <c>HOST:PORT#sha256-HEX</c>.
/// </summary>
/// <param name="Scheme">The carrier family: <c>tcp</c>, <c>unix</c> or <c>memory</c>.</param>
/// <param name="Host">Host name or address without brackets; the path or name for the other schemes.</param>
/// <param name="Port">0 to 65535; 0 asks a server for a free port; 0 for the other schemes.</param>
public sealed record Endpoint(string Scheme, string Host, int Port = 0)
{
    private const string Forms =
        "use HOST:PORT (127.0.0.1:5000, [::1]:5000; with #sha256-… behind it for a TLS server, as 'serve' printed it) or unix:PATH (unix:/tmp/bench.sock)";

    private const string PinPrefix = "sha256-";
    private const int PinHexDigits = 64;

    // Among them what comes before a host or behind it in other addresses, where people put secrets.
    private static readonly SearchValues<char> NotOfHosts = SearchValues.Create(":@/?&= \t\r\n");

    /// <summary>SHA-256 of the certificate that the server has to show, as <c>sha256-</c> and 64 lower-case hex digits; null where it needs none.</summary>
    public string? Pin { get; init; }

    /// <summary>The endpoint without its pin.</summary>
    public Endpoint Unpinned => Pin is null ? this : this with { Pin = null };

    /// <summary>Whether what goes there stays on this machine: a loopback address, <c>localhost</c>, a Unix socket, memory.</summary>
    public bool IsOnThisMachine => Scheme != "tcp" || Host == "localhost" || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>The pin of a certificate.</summary>
    /// <param name="hash">SHA-256 of the certificate, 32 bytes.</param>
    public static string PinOf(ReadOnlySpan<byte> hash) => PinPrefix + Convert.ToHexStringLower(hash);

    /// <summary>Reads an endpoint.</summary>
    /// <exception cref="FormatException">The text is none; the message names the forms.</exception>
    public static Endpoint Parse(string text) =>
        TryParse(text, out Endpoint? endpoint) ? endpoint : throw new FormatException($"'{AddressText.WithoutSecrets(text)}' is no endpoint: {Forms}.");

    /// <summary>Reads an endpoint.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Endpoint? endpoint)
    {
        endpoint = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }
        foreach (string scheme in (ReadOnlySpan<string>)["unix", "memory"])
        {
            if (text.StartsWith(scheme + ":", StringComparison.Ordinal))
            {
                endpoint = text.Length > scheme.Length + 1 ? new Endpoint(scheme, text[(scheme.Length + 1)..]) : null;
                return endpoint is not null;
            }
        }
        int hash = text.IndexOf('#', StringComparison.Ordinal);
        string? pin = hash < 0 ? null : text[(hash + 1)..];
        string address = hash < 0 ? text : text[..hash];
        int colon = address.LastIndexOf(':');
        if ((pin is not null && !IsPin(pin))
            || colon <= 0 || !ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return false;
        }
        string host = address[..colon];
        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!bracketed && host.AsSpan().ContainsAny(NotOfHosts))
        {
            return false;
        }
        endpoint = new Endpoint("tcp", bracketed ? host[1..^1] : host, port) { Pin = pin };
        return true;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string address = Scheme switch
        {
            "tcp" when Host.Contains(':', StringComparison.Ordinal) => string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}"),
            "tcp" => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}"),
            _ => $"{Scheme}:{Host}",
        };
        return Pin is null ? address : $"{address}#{Pin}";
    }

    private static bool IsPin(string text) =>
        text.Length == PinPrefix.Length + PinHexDigits
        && text.StartsWith(PinPrefix, StringComparison.Ordinal)
        && text.Skip(PinPrefix.Length).All(char.IsAsciiHexDigitLower);
}
