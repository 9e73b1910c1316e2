using Bench.Transports.Tls;

namespace Bench.Transports.Carriers;

/// <summary>TLS over TCP with session resumption: after the first connection a handshake neither shows the certificate nor signs with its key.</summary>
public sealed class TlsResumedCarrier() : TlsOverTcp("tls-resumed", resume: true)
{
    /// <inheritdoc/>
    public override string Summary => "TLS 1.3 over TCP, sessions resumed";

    /// <inheritdoc/>
    public override int Rank => 4;
}
