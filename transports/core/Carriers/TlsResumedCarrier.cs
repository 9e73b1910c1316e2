using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Tls;

namespace Bench.Transports.Carriers;

/// <summary>TLS over TCP with session resumption: after the first connection a handshake neither shows the certificate nor signs with its key.</summary>
public sealed class TlsResumedCarrier : ICarrier
{
    private readonly TlsSockets _tls = new("tls-resumed", resume: true);

    /// <inheritdoc/>
    public string Name => "tls-resumed";

    /// <inheritdoc/>
    public string Summary => "TLS 1.3 over TCP, sessions resumed";

    /// <inheritdoc/>
    public int Rank => 4;

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
