using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Tls;

namespace Bench.Transports.Carriers;

/// <summary>TLS over TCP without session resumption: every connection does the full handshake.</summary>
public sealed class TlsCarrier : ICarrier
{
    private readonly TlsSockets _tls = new("tls", resume: false);

    /// <inheritdoc/>
    public string Name => "tls";

    /// <inheritdoc/>
    public string Summary => "TLS 1.3 over TCP, a full handshake each time";

    /// <inheritdoc/>
    public int Rank => 3;

    /// <inheritdoc/>
    public string Scheme => "tcp";

    /// <inheritdoc/>
    public bool IsPinned => true;

    /// <inheritdoc/>
    public Endpoint LocalEndpoint(string folder) => new(Scheme, "127.0.0.1");

    /// <inheritdoc/>
    public ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return _tls.ListenAsync(endpoint, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return _tls.ConnectAsync(endpoint, wire, cancellation);
    }
}
