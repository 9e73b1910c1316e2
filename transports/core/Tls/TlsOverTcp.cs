using Bench.Harness.Addressing;
using Bench.Harness.Calls;

namespace Bench.Transports.Tls;

/// <summary>What carriers of TLS over TCP have in common; they differ in whether sessions are resumed.</summary>
public abstract class TlsOverTcp : ICarrier
{
    private readonly TlsSockets _tls;

    private protected TlsOverTcp(string name, bool resume)
    {
        Name = name;
        _tls = new TlsSockets(name, resume);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public abstract int Rank { get; }

    /// <inheritdoc/>
    public string Scheme => "tcp";

    /// <inheritdoc/>
    public bool IsPinned => true;

    /// <summary>Who the servers of this process are.</summary>
    internal TlsIdentity Identity => _tls.Identity;

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
